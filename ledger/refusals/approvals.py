"""Ways to say no about approvals and who may give them."""

from ledger.refusals.refused import Conflict, Forbidden, Unacceptable


class ApproverUnnamed(Forbidden):
    """This takes a person: name the one that the program acts for."""

    zh = "此操作须由具体人员作出：请注明程序所代表的人员。"


class ApproverReportsToRequester(Forbidden):
    """{approver} reports to {employee}, and so decides nothing for them."""

    zh = "{approver} 是 {employee} 的下属，不能为其作出决定。"


class ApprovedAlready(Conflict):
    """{approver} has approved redemption {redemption}; the next approval is another person's."""

    zh = "{approver} 已审批兑换 {redemption}，下一步须由他人审批。"


class NotTheApprover(Forbidden):
    """The {step} approval of redemption {redemption} is not for {approver} to give."""

    zh = "兑换 {redemption} 的 {step} 审批不由 {approver} 作出。"


class DeputyOutOfTerm(Forbidden):
    """{approver} stands in for {employee} from {since} until {until}, and not now."""

    zh = "{approver} 代理 {employee} 的期限为 {since} 至 {until}，当前不在期限内。"


class ApprovalsMissing(Conflict):
    """Redemption {redemption} still waits for {missing} approvals."""

    zh = "兑换 {redemption} 尚缺 {missing} 级审批。"


class ApprovalNotAwaited(Conflict):
    """Redemption {redemption} is {state}; it waits for no approval."""

    zh = "兑换 {redemption} 当前状态为 {state}，无需审批。"


class ApprovalTooLate(Conflict):
    """Redemption {redemption} was to be approved before {lapses_at}."""

    zh = "兑换 {redemption} 的审批期限 {lapses_at} 已过。"


class ApprovalNotOverdue(Conflict):
    """Redemption {redemption} waits for approval until {lapses_at}."""

    zh = "兑换 {redemption} 的审批期限为 {lapses_at}，尚未到期。"


class ReportsAlready(Conflict):
    """Employee {employee} reports to {manager} already."""

    zh = "员工 {employee} 的直属上级已是 {manager}。"


class ReportingCircle(Conflict):
    """{manager} is {employee} or reports to them, so {employee} cannot report to {manager}."""

    zh = "{manager} 是 {employee} 本人或其下属，不能成为 {employee} 的上级。"


class HeadsAlready(Conflict):
    """{head} heads branch {branch} already."""

    zh = "{head} 已是分支机构 {branch} 的负责人。"


class DeputyTermInvalid(Unacceptable):
    """A term of deputy ends after it begins, and not in the past."""

    zh = "代理期限的结束须晚于开始，且不得早于现在。"


class DeputyOfAnother(Forbidden):
    """Only {employee} or HR says who stands in for {employee}."""

    zh = "只有 {employee} 本人或人力资源部门可以指定其代理人。"


class NotDeputy(Conflict):
    """{deputy} does not stand in for {employee}."""

    zh = "{deputy} 不是 {employee} 的代理人。"
