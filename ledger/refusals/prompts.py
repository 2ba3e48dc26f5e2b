"""Ways to say no about prompts."""

from ledger.refusals.refused import Conflict, NotFound


class PromptNotDue(Conflict):
    """No prompt of session {session} is due now; their moments are drawn and not told."""

    zh = "场次 {session} 此刻没有应出示的随机确认；出示时刻由系统抽取，不予公布。"


class PromptUnknown(NotFound):
    """Session {session} has shown no prompt with this code."""

    zh = "场次 {session} 未出示过该确认码。"


class PromptAlreadyAnswered(Conflict):
    """Employee {employee} answered this prompt of session {session} already."""

    zh = "员工 {employee} 已回应场次 {session} 的该次随机确认。"


class PromptLapsed(Conflict):
    """This prompt of session {session} could be answered until {answer_by}."""

    zh = "场次 {session} 的该次随机确认已于 {answer_by} 截止。"
