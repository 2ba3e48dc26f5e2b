"""The redemption as a good database engineer would write it: one function, two row locks, no Python."""

from dataclasses import dataclass

import psycopg

from benchmarks.measure import Effort, Result
from benchmarks.pgbench import pgbench
from benchmarks.workload import EMPLOYEES, POINTS_EACH, PRICE, SPREAD_REWARDS, STOCK_EACH

# The same job as ours: points and a unit are held at once, in double entry with the balance after each entry, under
# a request that is answered once, with both clocks and the actor. Lots, which ours also keeps, are left out in
# this peer's favour. Room on each page lets an update stay on it (HOT) and touch no index.
SCHEMA = """
CREATE TABLE accounts (
    account text PRIMARY KEY,
    balance bigint NOT NULL CHECK (balance >= 0)
) WITH (fillfactor = 50);

CREATE TABLE rewards (
    reward text PRIMARY KEY,
    price  bigint NOT NULL CHECK (price > 0),
    stock  bigint NOT NULL CHECK (stock >= 0)
) WITH (fillfactor = 10);

CREATE TABLE redemptions (
    redemption   uuid PRIMARY KEY,
    actor        text NOT NULL,
    request      uuid NOT NULL,
    employee     text NOT NULL,
    reward       text NOT NULL REFERENCES rewards,
    price        bigint NOT NULL,
    state        text NOT NULL DEFAULT 'requested',
    effective_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (actor, request)
);
CREATE INDEX ON redemptions (employee);

CREATE TABLE entries (
    entry      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    redemption uuid NOT NULL REFERENCES redemptions,
    account    text NOT NULL REFERENCES accounts,
    amount     bigint NOT NULL,
    balance    bigint NOT NULL
);
CREATE INDEX ON entries (account, entry);
"""

# Rows are always locked in this order, the person's accounts and then the reward, so no two redemptions can wait
# for each other. The reward comes last because everybody wants it: it is locked for the commit and hardly longer.
REDEEM = """
CREATE FUNCTION redeem(who text, what text, by text, asked uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    cost bigint;
    made uuid;
    left_over bigint;
    in_hold bigint;
BEGIN
    SELECT redemption INTO made FROM redemptions WHERE actor = by AND request = asked;
    IF FOUND THEN
        RETURN made;
    END IF;
    SELECT price INTO STRICT cost FROM rewards WHERE reward = what;
    UPDATE accounts SET balance = balance - cost WHERE account = who || ':active' RETURNING balance INTO left_over;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such employee: %', who;
    END IF;
    UPDATE accounts SET balance = balance + cost WHERE account = who || ':held' RETURNING balance INTO in_hold;
    INSERT INTO redemptions (redemption, actor, request, employee, reward, price, effective_at)
        VALUES (gen_random_uuid(), by, asked, who, what, cost, now()) RETURNING redemption INTO made;
    INSERT INTO entries (redemption, account, amount, balance)
        VALUES (made, who || ':active', -cost, left_over), (made, who || ':held', cost, in_hold);
    UPDATE rewards SET stock = stock - 1 WHERE reward = what AND price = cost;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the price of % has just changed', what;
    END IF;
    RETURN made;
END $$;
"""

FILL_ACCOUNTS = """
INSERT INTO accounts
SELECT 'e' || n || ':' || state, CASE state WHEN 'active' THEN %s ELSE 0 END
  FROM generate_series(1, %s) n, unnest(ARRAY['active', 'held']) state
"""
FILL_REWARDS = "INSERT INTO rewards SELECT 'r' || n, %s, %s FROM generate_series(1, %s) n"

SCRIPT = r"""
\set who random(1, {employees})
\set what random(1, {rewards})
SELECT redeem('e' || :who, 'r' || :what, 'till', gen_random_uuid());
"""

# What the tables say was redeemed: they must agree, and the entries must balance.
WRONG_BY = """
WITH said AS (
    SELECT (SELECT count(*) FROM redemptions) AS redemptions,
           (SELECT sum(%(stock)s - stock) FROM rewards) AS units,
           (SELECT sum(balance) / %(price)s FROM accounts WHERE account LIKE '%%:held') AS points,
           (SELECT coalesce(sum(amount), 0) FROM entries) AS unbalanced
)
SELECT abs(redemptions - units) + abs(redemptions - points) + abs(unbalanced) FROM said
"""


@dataclass(frozen=True)
class SqlLedger:
    """The function in the database, called by pgbench."""

    rewards: int

    @property
    def name(self) -> str:
        """Say what is called, and over how many rewards."""
        return f"SQL ledger, {self.rewards} reward{'s' if self.rewards > 1 else ''}"

    def setup(self, database: str, _scale: float) -> None:
        """Give every employee points and every reward stock."""
        with psycopg.connect(database) as connection:
            connection.execute(SCHEMA)
            connection.execute(REDEEM)
            connection.execute(FILL_ACCOUNTS, [POINTS_EACH, EMPLOYEES])
            connection.execute(FILL_REWARDS, [PRICE, STOCK_EACH, SPREAD_REWARDS])

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Redeem with so many clients, then check that nothing was lost or doubled."""
        script = SCRIPT.format(employees=EMPLOYEES, rewards=self.rewards)
        result = pgbench(database, script, callers, effort.seconds)
        with psycopg.connect(database) as connection:
            start = {"stock": STOCK_EACH, "price": PRICE}
            row = connection.execute(WRONG_BY, start).fetchone()
        wrong_by = int(row[0]) if row else 0
        return Result(result.rate_per_second, result.p50_ms, result.p99_ms, result.errors + wrong_by)
