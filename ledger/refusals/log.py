"""Ways to say no about the log itself."""

from ledger.refusals.refused import Conflict


class AnchorNotNewer(Conflict):
    """Log {log} is anchored at {anchored} facts already; {size} are not more."""

    zh = "日志 {log} 已锚定至 {anchored} 条事实，{size} 条并不更多。"


class KeyNotSigning(Conflict):
    """Log {log} is signed by {signing}; {key} cannot hand it on."""

    zh = "日志 {log} 由 {signing} 签名，{key} 不能移交。"
