"""Ways to say no to making up for a session."""

from ledger.refusals.refused import Conflict, Forbidden, NotFound, Unacceptable


class MakeUpNotHeld(Conflict):
    """Session {session} is {state}; only what was held can be missed."""

    zh = "场次 {session} 当前状态为 {state}，只有已举行的场次才能补学。"


class MakeUpNotMissed(Conflict):
    """{employee} attended session {session}; there is nothing to make up for."""

    zh = "员工 {employee} 已参加场次 {session}，无需补学。"


class MakeUpNotExpected(Forbidden):
    """{employee} was neither on the roster of session {session} nor away then."""

    zh = "员工 {employee} 既不在场次 {session} 的名单上，当时也没有出差或请假。"


class MakeUpOtherCourse(Unacceptable):
    """Session {session} was of course {course}; only its recording makes up for it."""

    zh = "场次 {session} 属于课程 {course}，只有该课程的录像可以补学。"


class MakeUpTooEarly(Unacceptable):
    """Session {session} ended on {ends_at}; nothing makes up for it before."""

    zh = "场次 {session} 于 {ends_at} 结束，此前不能补学。"


class MakeUpTooLate(Conflict):
    """The last day to make up for session {session} was {last_day}."""

    zh = "场次 {session} 的补学截止日为 {last_day}。"


class MakeUpAlreadyCounted(Conflict):
    """{employee} has made up for session {session} already, by completion {completion}."""

    zh = "员工 {employee} 已以完成记录 {completion} 补学场次 {session}。"


class MakeUpAlreadyAsked(Conflict):
    """The make-up of {employee} for session {session} is {state} already."""

    zh = "员工 {employee} 对场次 {session} 的补学当前状态为 {state}。"


class MakeUpUnknown(NotFound):
    """{employee} has not asked to make up for session {session}."""

    zh = "员工 {employee} 没有申请补学场次 {session}。"


class MakeUpNotApproved(Conflict):
    """Making up for session {session} needs an approval, and the request of {employee} is {state}."""

    zh = "补学场次 {session} 须经批准；员工 {employee} 的申请当前状态为 {state}。"
