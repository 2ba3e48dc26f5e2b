"""The one piece of work every redeeming side does, so that a ratio compares like with like.

A redemption spends the price of one unit of one reward: the employee has the points, the reward is in stock,
and each success is one durable commit (or part of one). Nothing ever runs out, so a refusal is an error.
"""

EMPLOYEES = 2_000
POINTS_EACH = 1_000_000
PRICE = 1
STOCK_EACH = 1_000_000_000

# Of lots that lapse.
LOTS_EACH = 5
LOT_POINTS = 10

CONTENDED_REWARDS = 1
SPREAD_REWARDS = 500

MANY_CALLERS = 64
SWEPT_CALLERS = (1, 4, 16, MANY_CALLERS, 256)
# More clients than this only queue for the same rows on two cores.
SQL_CLIENTS = (16,)
