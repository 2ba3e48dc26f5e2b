"""Ways to say no about exemptions and corrections of what is owed."""

from ledger.refusals.refused import Conflict, Unacceptable


class ChangeNotInForce(Conflict):
    """Change {change} is {state}; only what was approved can be revoked."""

    zh = "变更 {change} 当前状态为 {state}，只有已批准的变更可以撤销。"


class ChangeReasonUnknown(Unacceptable):
    """The policy knows no reason {because}; it knows {known}."""

    zh = "政策中没有事由 {because}；可用事由：{known}。"


class ChangeTooLate(Conflict):
    """Changes of period {period} could be proposed until {until}."""

    zh = "期间 {period} 的变更须在 {until} 前提出。"


class ChangeTooEarly(Conflict):
    """Period {period} begins on {begins}, more than a year ahead; propose its changes later."""

    zh = "期间 {period} 于 {begins} 开始，距今超过一年，请届时再提出。"
