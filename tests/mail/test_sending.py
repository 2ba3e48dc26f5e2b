"""Letters: each warning is told once, by a server that is who it says, to an address that is one."""

import threading
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from mail.scene import SENDER, SOON, Scene, plain
from mail.serving import HANG_UP, HOST, OK, PASSWORD, USER, Certificate, MailServer, serving

from projections.mail.addresses import mailbox
from projections.mail.server import Away, Server

Mail = tuple[MailServer, int]


def test_a_warning_is_told_in_the_person_s_language_first(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.person("lin")
    scene.person("ann", language="en")
    scene.warn("lin", "ann")
    scene.warn("ann", days_left=-1)
    assert scene.turn(plain(port))
    lin, ann, late = server.letters
    assert (lin["From"], lin["To"], lin["Auto-Submitted"]) == (SENDER, "lin@example.com", "auto-generated")
    assert lin["Subject"] == "必修课程提醒：消防安全 Fire safety，2026-03-31 前完成"
    assert ann["Subject"] == "Required course: 消防安全 Fire safety, due 2026-03-31"
    assert late["Subject"] == "Required course overdue: 消防安全 Fire safety"
    chinese, english = lin.get_content().split("* * *")
    assert "还剩 7 天" in chinese
    assert "7 days left" in english
    assert ann.get_content().split("* * *")[1].strip() == chinese.strip()
    assert "1 day ago" in late.get_content().split("* * *")[0]
    assert scene.letters() == [(name, "sent", 1, 250, None) for name in ("lin", "ann", "ann")]
    assert len(server.ids) == 3
    recorded = scene.owner.execute("select recorded_at from ledger.events where position = 2").fetchone()
    assert recorded is not None
    assert parsedate_to_datetime(lin["Date"]) == recorded[0].replace(microsecond=0)
    assert not scene.turn(plain(port))
    assert len(server.taken) == 3


def test_who_is_behind_the_line_is_told_the_figures(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.person("lin")
    scene.fall_behind("lin")
    scene.turn(plain(port))
    (letter,) = server.letters
    assert letter["Subject"] == "学分进度提醒：2026 年度"
    for part in letter.get_content().split("* * *"):
        assert all(figure in part for figure in ("2026-06-30", "31.50", "150.00", "74.38"))


def test_only_what_is_recorded_after_the_mailer_was_first_started_is_told(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.owner.execute("delete from office.mailing")
    scene.person("lin")
    scene.warn("lin")
    assert not scene.turn(plain(port))
    scene.owner.execute("insert into office.mailing (position) select max(position) from ledger.events")
    scene.warn("lin", days_left=-1)
    scene.turn(plain(port))
    assert [one["Subject"] for one in server.letters] == ["必修课程已逾期：消防安全 Fire safety"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_go_encrypted_and_with_a_password_to_who_the_server_says_it_is(
    scene: Scene, certificate: Certificate, security: Any
) -> None:
    server = MailServer()
    scene.person("lin")
    scene.warn("lin")
    how: dict[str, Any] = (
        {"ssl_context": certificate.context} if security == "tls" else {"tls_context": certificate.context}
    )
    must = {"auth_required": True, "require_starttls": True}
    more: dict[str, Any] = must if security == "starttls" else {"auth_require_tls": False}
    with serving(server, authenticator=server.authenticate, **how, **more) as port:
        right = Server(HOST, port, SENDER, security, USER, PASSWORD, certificate.file)
        with pytest.raises(Away, match="CERTIFICATE_VERIFY_FAILED"):
            scene.turn(right._replace(roots=None))
        with pytest.raises(Away, match=r"Hostname mismatch|certificate is not valid"):
            scene.turn(right._replace(host="localhost"))
        with pytest.raises(Away, match="does not know the user: 535"):
            scene.turn(right._replace(password=PASSWORD[1:]))
        assert not any(server.logins)
        assert scene.letters() == [("lin", "waiting", 0, None, None)]
        scene.turn(right)
    assert server.logins[-1]
    assert scene.states() == ["sent"]
    assert len(server.taken) == 1


def test_nothing_is_said_in_clear_to_a_server_that_cannot_encrypt(scene: Scene, certificate: Certificate) -> None:
    server = MailServer()
    scene.person("lin")
    scene.warn("lin")
    with serving(server, authenticator=server.authenticate, auth_require_tls=False) as port:
        with pytest.raises(Away, match="STARTTLS"):
            scene.turn(Server(HOST, port, SENDER, "starttls", USER, PASSWORD, certificate.file))
        assert server.logins == []
        assert server.taken == []
    assert scene.states() == ["waiting"]


@pytest.mark.parametrize("when", ["rcpt", "data"])
def test_what_is_refused_for_good_is_dead_at_once_and_what_is_refused_for_now_is_tried_again(
    scene: Scene, mail: Mail, when: str
) -> None:
    server, port = mail
    asked: list[str] = []

    def answer(what: str | bytes) -> str:
        person = "gone" if "gone" in str(what) else "full"
        asked.append(person)
        if person == "gone":
            return "550 5.1.1 no such mailbox" if when == "rcpt" else "554 5.7.1 not wanted"
        return "451 4.7.1 greylisted" if asked.count("full") < 3 else OK

    setattr(server, f"on_{when}", answer)
    scene.person("gone")
    scene.person("full")
    scene.warn("gone", "full")
    scene.until(plain(port), lambda: scene.states() == ["dead", "sent"])
    code, said = (550, "550 5.1.1 no such mailbox") if when == "rcpt" else (554, "554 5.7.1 not wanted")
    assert scene.letters() == [("gone", "dead", 1, code, said), ("full", "sent", 3, 250, None)]
    assert len(server.taken) == 1


def test_what_is_refused_again_and_again_is_dead_in_the_end(scene: Scene, mail: Mail) -> None:
    server, port = mail
    server.on_rcpt = lambda _: "450 4.2.2 mailbox full"
    scene.person("lin")
    scene.warn("lin")
    scene.until(plain(port), lambda: scene.states() == ["dead"])
    assert scene.letters() == [("lin", "dead", SOON.attempts, 450, "450 4.2.2 mailbox full")]


@pytest.mark.parametrize(
    "address",
    [
        "lin",
        "lin@",
        "@example.com",
        "lin@example",
        "lin@exa mple.com",
        "l in@example.com",
        "lin@example.com, boss@example.com",
        "Lin <lin@example.com>",
        "lin@example.com\r\nBcc: all@example.com",
        "lin@example.com\nRCPT TO:<all@example.com>",
        "lin\r\n.\r\n@example.com",
        "lin..n@example.com",
        ".lin@example.com",
        '"lin"@example.com',
        "lin@-example.com",
        "lin@[127.0.0.1]",
        "林@example.com",
        "a" * 65 + "@example.com",
        "lin@" + "a." * 130 + "com",
        "",
        " ",
    ],
)
def test_an_address_that_is_none_gets_no_letter(address: str) -> None:
    assert mailbox(address) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("lin.li+merit@mail.example.com", None),
        ("o'neil_{x}@example.co", None),
        ("a@例子.公司", "a@xn--fsqu00a.xn--55qx5d"),
    ],
)
def test_an_address_goes_out_in_ascii(address: str, written: str | None) -> None:
    assert mailbox(address) == (written or address)


def test_who_has_no_address_waits_for_nobody_else_and_is_told_when_it_is_known(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.person("bad", "bad@example.com\r\nBcc: all@example.com")
    scene.person("none", "")
    scene.person("lin")
    scene.warn("unknown", "bad", "none", "lin")
    scene.turn(plain(port))
    problems = [problem for *_, problem in scene.letters()]
    assert problems == ["NO_ADDRESS", "NOT_AN_ADDRESS", "NO_ADDRESS", None]
    assert scene.states() == ["dead", "dead", "dead", "sent"]
    assert server.recipients == ["lin@example.com"]


def test_a_title_cannot_add_a_header(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.course("Fire\r\nBcc: all@example.com\r\n\r\nbody")
    scene.person("lin")
    scene.warn("lin")
    scene.turn(plain(port))
    (letter,) = server.letters
    assert letter["Bcc"] is None
    assert "Fire  Bcc: all@example.com    body" in letter["Subject"]


def test_a_server_that_is_down_costs_nothing_but_time(scene: Scene) -> None:
    server = MailServer()
    with serving(server) as port:
        pass
    scene.person("lin")
    scene.warn(*["lin"] * 5)
    for _ in range(2 * SOON.attempts):
        with pytest.raises(Away):
            scene.turn(plain(port))
    assert scene.letters() == [("lin", "waiting", 0, None, None)] * 5
    with serving(server, port):
        scene.turn(plain(port))
    assert set(server.ids.values()) == {1}
    assert len(server.ids) == 5


def test_a_server_that_takes_the_sender_no_more_kills_no_letter(scene: Scene, mail: Mail) -> None:
    server, port = mail
    server.on_mail = lambda: "553 5.7.1 not your address"
    scene.person("lin")
    scene.warn("lin")
    with pytest.raises(Away, match=r"553 5\.7\.1 not your address"):
        scene.turn(plain(port))
    assert scene.letters() == [("lin", "waiting", 0, None, None)]


def test_a_letter_that_may_have_arrived_is_sent_again_and_is_the_same(scene: Scene, mail: Mail) -> None:
    server, port = mail
    answers = iter([HANG_UP, HANG_UP])
    server.on_data = lambda _: next(answers, OK)
    scene.person("lin")
    scene.warn("lin")
    scene.until(plain(port), lambda: scene.states() == ["sent"])
    assert len(server.taken) == 3
    assert len(set(server.taken)) == 1
    assert list(server.ids.values()) == [3]
    assert scene.letters() == [("lin", "sent", 3, 250, None)]


def test_a_server_that_answers_too_slowly_is_hung_up_on(scene: Scene, mail: Mail) -> None:
    server, port = mail
    go_on = threading.Event()
    server.on_rcpt = lambda _: OK if go_on.wait(20) else "451 late"
    scene.person("lin")
    scene.warn("lin")
    quick = plain(port, answer_seconds=20.0, longest_seconds=0.3)
    scene.turn(quick)
    assert scene.letters() == [("lin", "waiting", 1, None, "SMTPServerDisconnected in the middle of a letter")]
    go_on.set()
    scene.until(plain(port), lambda: scene.states() == ["sent"])
