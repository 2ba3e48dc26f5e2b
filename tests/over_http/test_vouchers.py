"""Voucher codes end to end: from a file into the safe, out of it once, to their owner, and nowhere else."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from over_http.served import Served

from api import vouchers
from api.http.policy import Role
from api.vouchers import PutAside
from ledger.log.connections import ROLE
from ledger.refusals.vouchers import NoVouchersWanted

Named = Callable[[str], str]


class Shop(NamedTuple):
    """Somebody with points, and whoever loads, fulfils and shows."""

    served: Served
    office: psycopg.Connection[Any]
    operator: httpx.Client
    employee: httpx.Client
    new: Named
    rich: str

    def books(self) -> str:
        """List a reward whose units are codes."""
        shelved = {"reward": self.new("V"), "title": "书券", "kind": "voucher", "price": 1, "stock": 100}
        assert self.operator.post("/v1/rewards", json=shelved).status_code == 201
        return str(shelved["reward"])

    def load(self, reward: str, *lines: str) -> vouchers.Loaded:
        return vouchers.load(self.served.ledger, self.office, vouchers.Safe(self.served.ledger.codes), reward, lines)

    def fulfilled(self, reward: str, units: int = 1) -> str:
        wish = {"employee": self.rich, "reward": reward, "units": units}
        redemption: str = self.operator.post("/v1/redemptions", json=wish).json()["facts"][0]["redemption"]
        done = self.operator.post(f"/v1/redemptions/{redemption}/fulfil", json={})
        assert done.status_code == 201, done.text
        return redemption

    def show(self, redemption: str, person: str, key: str, by: Role = Role.EMPLOYEE) -> httpx.Response:
        headers = {"Merit-On-Behalf-Of": person, "Idempotency-Key": key}
        client = self.operator if by is Role.OPERATOR else self.employee
        return client.post(f"/v1/redemptions/{redemption}/vouchers", headers=headers)


@pytest.fixture
def shop(served: Served, operator: httpx.Client, employee: httpx.Client, new: Named, rich: str) -> Iterator[Shop]:
    with psycopg.connect(served.url, autocommit=True, options=f"-c role={ROLE}") as office:
        yield Shop(served, office, operator, employee, new, rich)


def test_lines_that_cannot_be_taken_are_put_aside_and_a_file_that_comes_again_brings_nothing(shop: Shop) -> None:
    books, one, two = shop.books(), shop.new("CODE"), shop.new("CODE")
    file = (one, "", f" {two} ", one, "two words", "abc", "x" * 201, "兑换码兑换码")
    bad = [PutAside(line, "BAD_LINE") for line in (5, 6, 7, 8)]
    assert shop.load(books, *file) == (2, [PutAside(4, "DOUBLE"), *bad])
    known = [PutAside(1, "KNOWN"), PutAside(3, "KNOWN")]
    assert shop.load(books, *file) == (0, sorted([*known, PutAside(4, "DOUBLE"), *bad]))
    assert shop.load(shop.books(), one, shop.new("CODE")) == (1, [PutAside(1, "OTHER_REWARD")])


def test_codes_of_a_reward_that_has_none_are_not_kept(shop: Shop, reward: str) -> None:
    code = shop.new("CODE")
    with pytest.raises(NoVouchersWanted):
        shop.load(reward, code)
    assert shop.load(shop.books(), code) == (1, [])


def test_a_loader_killed_between_the_safe_and_the_log_goes_on(shop: Shop) -> None:
    books, code, safe = shop.books(), shop.new("CODE"), vouchers.Safe(shop.served.ledger.codes)
    shop.office.execute(vouchers.KEEP, (safe.name(code), books, safe.sealed(code)))
    assert shop.load(books, code) == (1, [])


def test_a_code_is_shown_once_to_its_owner_and_a_lost_answer_is_given_again(shop: Shop) -> None:
    books, codes, key = shop.books(), [shop.new("CODE"), shop.new("CODE")], shop.new("key")
    shop.load(books, *codes)
    redemption = shop.fulfilled(books, units=2)
    assert shop.show(redemption, "somebody-else", shop.new("key")).json()["code"] == "REDEMPTION_UNKNOWN"
    assert shop.show(redemption, shop.rich, shop.new("key"), Role.OPERATOR).status_code == 403
    for repeat in (False, True):
        shown = shop.show(redemption, shop.rich, key)
        assert (shown.status_code, shown.json()["codes"], shown.json()["repeat"]) == (200, codes, repeat)
    assert shop.show(redemption, "somebody-else", key).json()["code"] == "IDEMPOTENCY_CONFLICT"
    assert shop.show(redemption, shop.rich, shop.new("key")).json()["code"] == "NO_VOUCHER_TO_SHOW"


def test_without_a_key_or_a_person_nothing_is_shown(shop: Shop) -> None:
    books = shop.books()
    shop.load(books, shop.new("CODE"))
    redemption = shop.fulfilled(books)
    address = f"/v1/redemptions/{redemption}/vouchers"
    keyless = shop.employee.post(address, headers={"Merit-On-Behalf-Of": shop.rich})
    assert (keyless.status_code, keyless.json()["errors"][0]["code"]) == (422, "KEY_MISSING")
    nobody = shop.employee.post(address, headers={"Idempotency-Key": shop.new("key")})
    assert nobody.json()["code"] == "VOUCHER_OWNER_UNNAMED"
    assert shop.show(redemption, shop.rich, shop.new("key")).status_code == 200


def test_no_code_stands_in_the_clear_in_any_table(shop: Shop) -> None:
    books, code = shop.books(), shop.new("CODE-IN-THE-CLEAR")
    shop.load(books, code)
    assert shop.show(shop.fulfilled(books), shop.rich, shop.new("key")).json()["codes"] == [code]
    every = "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname !~ '^(pg_|information)'"
    with psycopg.connect(shop.served.url) as owner:
        tables = owner.execute(every).fetchall()
        assert ("office.vouchers",) in tables
        for (table,) in tables:
            found = f"select count(*) from {table} t where t::text ~ %s or t::text ~ %s"  # noqa: S608 - from the catalogue
            assert owner.execute(found.encode(), [code, code.encode().hex()]).fetchone() == (0,), table


def test_a_code_under_another_s_name_is_not_opened(served: Served) -> None:
    safe = vouchers.Safe(served.ledger.codes)
    assert safe.opened(safe.name("ONE-CODE"), safe.sealed("ONE-CODE")) == "ONE-CODE"
    with pytest.raises(InvalidTag):
        safe.opened(safe.name("ONE-CODE"), safe.sealed("OTHER-CODE"))
