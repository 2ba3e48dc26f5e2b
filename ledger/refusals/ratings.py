"""Ways to say no about ratings."""

from ledger.refusals.refused import Conflict


class RatingNotAllowed(Conflict):
    """Only those whose attendance of session {session} was verified may rate it."""

    zh = "只有经核定出席场次 {session} 的学员可以评分。"


class AlreadyRated(Conflict):
    """Employee {employee} rated session {session} already."""

    zh = "员工 {employee} 已对场次 {session} 评分。"


class RatingIsClosed(Conflict):
    """The rating of session {session} is closed."""

    zh = "场次 {session} 的评分已结束。"


class TooFewRatings(Conflict):
    """Session {session} has {ratings} ratings; {wanted} are needed to close its rating."""

    zh = "场次 {session} 只有 {ratings} 个评分，至少需要 {wanted} 个。"
