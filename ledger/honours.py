"""Who is honoured in a period: a pure function of how people stand and of the rules, knowing no database and no clock.

Honours are nowhere stored, so nothing has to be taken back: without the learning there never was the honour.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from ledger.policy.requirement import HonourRule
from ledger.vocabulary import NOTHING

# 学分达人, 年度学习之星
Title = Literal["credit_champion", "learning_star"]


class Learner(NamedTuple):
    """How somebody stands: `learnt` is what counts without what was carried in."""

    employee: str
    branch: str
    learnt: Decimal
    earned: Decimal
    missing: Decimal


class Honour(NamedTuple):
    """A title for a period. A star is of so high a rank among so many, in one branch or (None) in the company."""

    title: Title
    learner: Learner
    among: str | None = None
    rank: int | None = None
    of: int | None = None


# By branch; of None, the company's own.
Rules = Callable[[str | None], HonourRule]


def honoured(learners: Iterable[Learner], rules: Rules) -> list[Honour]:
    """Name champions and stars; whoever learnt nothing is neither."""
    able = [one for one in learners if one.learnt > NOTHING and _meets(one, rules(one.branch))]
    champions = [one for one in able if one.learnt >= rules(one.branch).credit_champion_from]
    found = [*(Honour("credit_champion", one) for one in champions), *_stars(able, rules)]
    return sorted(found, key=lambda one: (one.title, one.learner.branch, one.rank or 0, one.learner.employee))


def _meets(learner: Learner, rule: HonourRule) -> bool:
    return not (rule.requirement_met and learner.missing > NOTHING)


def _stars(learners: Iterable[Learner], rules: Rules) -> Iterator[Honour]:
    """The first so many of each contest; equals have one rank, so nobody is placed before another by chance."""
    contests: defaultdict[str | None, list[Learner]] = defaultdict(list)
    for learner in learners:
        rule = rules(learner.branch)
        if learner.learnt >= rule.learning_star_from:
            contests[learner.branch if rule.learning_stars_of == "branch" else None].append(learner)
    merit = attrgetter("learnt", "earned")
    for among, contenders in contests.items():
        rank = 1
        for _, equals in groupby(sorted(contenders, key=merit, reverse=True), merit):
            if rank > rules(among).learning_stars:
                break
            stars = [Honour("learning_star", one, among, rank, len(contenders)) for one in equals]
            yield from stars
            rank += len(stars)
