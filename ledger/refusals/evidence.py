"""Ways to say no about evidence."""

from ledger.refusals.refused import Conflict, Forbidden, NotFound, Unacceptable


class EvidenceUnknown(NotFound):
    """No evidence package {package} was prepared."""

    zh = "没有编制过证据包 {package}。"


class EvidenceEmpty(NotFound):
    """Up to position {position} there is no such fact, so there is nothing to prepare."""

    zh = "截至位置 {position} 没有相应的事实，无可编制。"


class EvidenceNotSealed(NotFound):
    """The log is not sealed that far; a package needs its proofs, so try again in a moment."""

    zh = "日志尚未封存到该位置；证据包需要其证明，请稍后重试。"


class EvidenceTooLarge(Unacceptable):
    """The package would have more than {limit} bytes; ask for less."""

    zh = "证据包将超过 {limit} 字节；请缩小范围。"


class EvidenceInconsistent(Conflict):
    """The database and the sealed log do not agree, so nothing was prepared; `merit verify db` says where."""

    zh = "数据库与封存日志不一致，未编制证据包；请用 `merit verify db` 查明位置。"


class EvidenceUnreadable(Unacceptable):
    """This file is no evidence package."""

    zh = "该文件不是证据包。"


class EvidenceAlreadyPrepared(Conflict):
    """Evidence package {package} was prepared already."""

    zh = "证据包 {package} 已编制。"


class EvidenceAlreadyReviewed(Conflict):
    """Evidence package {package} was {verdict} already; a review is made once."""

    zh = "证据包 {package} 已复核（{verdict}），只能复核一次。"


class ReviewerPreparedIt(Forbidden):
    """Whoever prepared evidence package {package} cannot review it."""

    zh = "证据包 {package} 的编制人不能复核。"
