"""Ways to say no to corrections of what many people were given."""

from ledger.refusals.refused import Conflict, Unacceptable


class RestatementNotPreviewed(Conflict):
    """Nobody has seen what restatement {restatement} would come to; it is approved after its preview."""

    zh = "追溯更正 {restatement} 尚未预览，预览后方可批准。"


class RestatementNotApproved(Conflict):
    """Restatement {restatement} is {state}; only what was approved is carried out."""

    zh = "追溯更正 {restatement} 当前状态为 {state}，批准后方可执行。"


class RestatementHandDone(Conflict):
    """Restatement {restatement} has come as far as {employee} and {course} already."""

    zh = "追溯更正 {restatement} 已处理至员工 {employee} 的课程 {course}。"


class SessionNotHeld(Conflict):
    """Session {session} is {state}; only one that was closed can be voided. Cancel one that is still to come."""

    zh = "场次 {session} 当前状态为 {state}，只有已关闭的场次可以作废；尚未举行的场次请直接取消。"


class RevaluationInTheFuture(Unacceptable):
    """{since} is still to come; revise the course on that day."""

    zh = "{since} 尚未到来，请在当天修订课程。"


class NothingToRevalue(Conflict):
    """Course {course} has been worth {credits} credits since {since} already."""

    zh = "课程 {course} 自 {since} 起的学分已为 {credits}。"


class PolicyNotRepublished(Conflict):
    """Policy version {version} is {state}; publish it from a past day first, then recompute."""

    zh = "政策版本 {version} 当前状态为 {state}；请先以过去的日期发布，再重新计算。"
