"""The redemption as a good database engineer would write it: one function, two row locks, no Python."""

from dataclasses import dataclass

import psycopg

from benchmarks.measure import Effort, Result
from benchmarks.pgbench import pgbench
from benchmarks.workload import EMPLOYEES, POINTS_EACH, PRICE, SPREAD_REWARDS, STOCK_EACH

# Room on each page lets an update stay on it (HOT) and touch no index. Foreign keys are left out in this
# peer's favour: the function has found both rows already, and they would look each of them up again.
SCHEMA = """
CREATE TABLE accounts (
    employee integer PRIMARY KEY,
    points   bigint NOT NULL CHECK (points >= 0)
) WITH (fillfactor = 50);

CREATE TABLE rewards (
    reward integer PRIMARY KEY,
    price  bigint NOT NULL CHECK (price > 0),
    stock  bigint NOT NULL CHECK (stock >= 0)
) WITH (fillfactor = 10);

CREATE TABLE entries (
    entry       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request     uuid NOT NULL UNIQUE,
    employee    integer NOT NULL,
    reward      integer NOT NULL,
    points      bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""

# Rows are always locked in this order, account then reward, so no two redemptions can wait for each other.
# The reward comes last because everybody wants it: it stays locked for the commit and hardly longer.
REDEEM = """
CREATE FUNCTION redeem(asked uuid, who integer, what integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    cost bigint;
    made bigint;
BEGIN
    SELECT entry INTO made FROM entries WHERE request = asked;
    IF FOUND THEN
        RETURN made;
    END IF;
    SELECT price INTO STRICT cost FROM rewards WHERE reward = what;
    UPDATE accounts SET points = points - cost WHERE employee = who;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such employee: %', who;
    END IF;
    INSERT INTO entries (request, employee, reward, points) VALUES (asked, who, what, -cost)
        RETURNING entry INTO made;
    UPDATE rewards SET stock = stock - 1 WHERE reward = what AND price = cost;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the price of % has just changed', what;
    END IF;
    RETURN made;
END $$;
"""

FILL_ACCOUNTS = "INSERT INTO accounts SELECT n, %s FROM generate_series(1, %s) n"
FILL_REWARDS = "INSERT INTO rewards SELECT n, %s, %s FROM generate_series(1, %s) n"

SCRIPT = r"""
\set who random(1, {employees})
\set what random(1, {rewards})
SELECT redeem(gen_random_uuid(), :who, :what);
"""

# What the three tables say was redeemed: they must agree.
WRONG_BY = """
WITH said AS (
    SELECT (SELECT count(*) FROM entries) AS entries,
           (SELECT sum(%(stock)s - stock) FROM rewards) AS units,
           (SELECT sum(%(points)s - points) / %(price)s FROM accounts) AS points
)
SELECT abs(entries - units) + abs(entries - points) FROM said
"""


@dataclass(frozen=True)
class SqlLedger:
    """The function in the database, called by pgbench."""

    rewards: int

    @property
    def name(self) -> str:
        """Say what is called, and over how many rewards."""
        return f"SQL ledger, {self.rewards} reward{'s' if self.rewards > 1 else ''}"

    def setup(self, database: str) -> None:
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
            start = {"stock": STOCK_EACH, "points": POINTS_EACH, "price": PRICE}
            row = connection.execute(WRONG_BY, start).fetchone()
        wrong_by = int(row[0]) if row else 0
        return Result(result.rate_per_second, result.p50_ms, result.p99_ms, result.errors + wrong_by)
