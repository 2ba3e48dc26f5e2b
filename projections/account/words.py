"""What an entry was, in Chinese and English."""

from functools import cache, lru_cache

STATES = {
    "issuer": ("发放方", "issuer"),
    "earned": ("学分", "credits"),
    "pending": ("待生效", "pending"),
    "active": ("可用", "available"),
    "held": ("冻结", "held"),
    "spent": ("已用", "spent"),
    "expired": ("过期", "expired"),
    "reversed": ("冲销", "taken back"),
    "paid_out": ("兑付", "paid out"),
    "debt": ("欠分", "owed"),
}
OVERDRAWN = {"debt"}  # what is owed is what this state has paid out and not got back
SOURCES = {
    "learning": ("学习", "learning"),
    "teaching": ("授课", "teaching"),
    "rating": ("好评", "good ratings"),
    "adjustment": ("更正", "adjustment"),
}
ACTIVITIES = {"session": ("场次", "session"), "completion": ("在线课程", "online course"), "adjustment": ("", "")}
SHORTFALLS = {
    "REPEAT": ("本年度已计该课程", "the course has counted this year"),
    "TOO_SHORT": ("出席时长不足", "present for too short a time"),
    "WATCHED_TOO_LITTLE": ("观看不足", "watched too little"),
    "NOT_PASSED": ("未通过考核", "not passed"),
    "BANKED": ("以前已计", "counted before"),
    "VOIDED": ("已作废", "voided"),
    "ABSENT": ("缺席", "absent"),
    "ASSURANCE_TOO_LOW": ("签到方式的可信度不足", "presence not shown surely enough"),
    "PROMPTS_MISSED": ("随机确认回应不足", "too few prompts answered"),
    "INACTIVE": ("活跃时间不足", "active for too short a time"),
    "TOO_MANY_ATTEMPTS": ("考核次数超限", "tried too often"),
    "NO_FEEDBACK": ("未提交反馈", "no feedback given"),
    "SELF_CERTIFIED": ("仅有本人声明", "nothing but the learner's own word"),
    "CHECKS_MISSING": ("在线互动确认不足", "too few checks of attention for a credit"),
}

# By fact and the state that the amount went to; `about` is what it was about.
ENTRIES = {
    ("CreditsAwarded", "earned"): ("{about}，获得学分", "Credits for {about}"),
    ("CreditsReversed", "reversed"): ("{about}，学分冲销", "Credits for {about} taken back"),
    ("PointsEarned", "active"): ("{about}，获得积分", "Points for {about}"),
    ("PointsEarned", "pending"): ("{about}，获得积分，待生效", "Points for {about}, to be spent later"),
    ("PointsActivated", "active"): ("{about}的积分生效", "Points for {about} can be spent now"),
    ("DebtSettled", "debt"): ("{about}的积分抵偿欠分", "Points for {about} paid off a debt"),
    ("PointsExpired", "expired"): ("{about}的积分过期", "Points for {about} expired unspent"),
    ("PointsReversed", "reversed"): ("{about}，积分冲销", "Points for {about} taken back"),
    ("PointsDeducted", "reversed"): ("更正扣减积分", "Points taken by an adjustment"),
    ("PointsPaidOut", "paid_out"): ("离职结算，积分兑付", "Points paid out at the end of the account"),
    ("DebtWaived", "debt"): ("豁免欠分", "Debt forgiven"),
    ("RedemptionRequested", "held"): ("申请兑换 {about}，积分冻结", "{about} asked for: points held"),
    ("RedemptionFulfilled", "spent"): ("兑换 {about} 完成", "{about} received: points spent"),
    ("RedemptionCancelled", "active"): ("取消兑换 {about}，积分返还", "{about} called off: points given back"),
    ("RedemptionRefunded", "active"): ("退还 {about}，积分返还", "{about} taken back: points given back"),
}
# What a reversal takes is no longer there: it was spent, and is owed now, or it had expired.
REVERSED_FROM = {
    "debt": ("（已使用，转为欠分）", " (spent before, owed now)"),
    "expired": ("（已过期）", " (had expired)"),
}


def said(  # noqa: PLR0913 - what a sentence is made of
    kind: str,
    source: str,
    target: str,
    activity: str | None,
    lot: str | None,
    reward: str | None,
    shortfall: str | None,
) -> tuple[str, str]:
    """Say what an entry was, in English and Chinese."""
    zh, en = _sentence(kind, source, target, shortfall)
    about_zh, about = (reward, reward) if reward else _activity(lot, activity)
    return en.replace("{about}", about), zh.replace("{about}", about_zh)


@cache
def _sentence(kind: str, source: str, target: str, shortfall: str | None) -> tuple[str, str]:
    zh, en = ENTRIES[kind, target]
    more_zh, more = REVERSED_FROM.get(source, ("", "")) if target == "reversed" else ("", "")
    if shortfall:
        why_zh, why = SHORTFALLS[shortfall]
        more_zh, more = f"（{why_zh}）", f" ({why})"
    return zh + more_zh, en + more


@lru_cache(maxsize=10_000)  # an account names each lot several times
def _activity(lot: str | None, activity: str | None) -> tuple[str, str]:
    """Name what was done: the lot `learning/session:S-1` is of what somebody learnt in session S-1."""
    source, _, done = (lot or "").partition("/")
    kind, _, name = (activity or done).partition(":")
    source_zh, source = SOURCES.get(source.partition("#")[0], ("", ""))
    kind_zh, kind = ACTIVITIES.get(kind, (kind, kind))
    zh, en = (source_zh, kind_zh, name), (source, f"{kind} {name}".strip())
    return " ".join(filter(None, zh)), ", ".join(filter(None, en))


def term(  # noqa: PLR0913 - what a sentence is made of
    amount: int, what: str, what_zh: str, rule: str | None, value: object, version: str | None
) -> tuple[str, str]:
    """Say what an entry added to a figure, and by which number of which policy, in English and Chinese."""
    en, zh = f"{amount:+}: {what}", f"{amount:+}：{what_zh}"
    if rule:
        number = rule if value is None else f"{rule} = {value}"
        en, zh = f"{en}; {number} of policy {version}", f"{zh}；依据政策 {version} 的 {number}"
    return f"{en}.", f"{zh}。"
