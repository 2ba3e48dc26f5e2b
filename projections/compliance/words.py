"""How a person stands, in Chinese and English: a sentence for each posting, and for each figure that they fold to."""

from decimal import Decimal
from typing import NamedTuple

from ledger.events import CreditsAwarded, CreditsReversed
from ledger.standing import Carried, Line, Part, Standing
from projections.account.words import ACTIVITIES, SHORTFALLS
from projections.obligations import Required

OF = {
    "required": ("必修", "required"),
    "elective": ("选修", "elective"),
    "induction": ("初任", "induction"),
    "appointment": ("任职", "appointment"),
    "special": ("专门业务", "special"),
    "in_service": ("在职", "in-service"),
    "general": ("通用", "general"),
}
Said = tuple[str, str]


class Known(NamedTuple):
    """What a posting does not say itself: the closed period that it happened in, and why it was taken back."""

    since: str | None
    because: str | None


def posted(
    fact: CreditsAwarded | CreditsReversed, line: Line, parts: dict[str, Part], known: Known, version: str | None
) -> Said:
    """Say what an activity earned or lost, when and why, how much of it counts, and by which policy."""
    clauses = [_activity(fact)]
    if known.since:
        clauses.append((f"from {known.since}, which was closed", f"来自已封存的 {known.since}"))
    if isinstance(fact, CreditsAwarded):
        clauses += [*_measured(fact), *_shortened(fact)]
        if fact.makes_up:
            clauses.append((f"makes up for session {fact.makes_up}", f"补学场次 {fact.makes_up}"))
    else:
        en, zh = (f" because of {known.because}", f"，事由 {known.because}") if known.because else ("", "")
        clauses.append((f"taken back{en}", f"冲销{zh}"))
    if line.counted != line.posting.credits:
        clauses.append(_capped(line, parts))
    if version:
        clauses.append((f"policy {version}", f"依据政策 {version}"))
    return _sentence(line.posting.credits, clauses)


def carried(what: Carried) -> Said:
    """Say what came from an earlier period."""
    until_en, until_zh = f"count up to {what.lapses_with}", f"至 {what.lapses_with} 有效"
    return _sentence(what.credits, [(f"carried over from {what.since}", f"由 {what.since} 结转"), (until_en, until_zh)])


def bounded(part: Part) -> Said:
    """Say what of a kind or category counts, and what is missing."""
    zh, en = OF.get(part.of, (part.of, part.of))
    clauses = [(f"{en}: {part.earned} earned", f"{zh}：已获 {part.earned}")]
    if part.maximum is not None:
        clauses.append((f"at most {part.maximum} count", f"最多计 {part.maximum}"))
    if part.minimum:
        clauses.append((f"at least {part.minimum} are wanted", f"至少 {part.minimum}"))
    if part.missing:
        clauses.append((f"{part.missing} are missing", f"还差 {part.missing}"))
    return _joined(clauses)


def required(rule: Required) -> Said:
    """Say of whom an obligation asks its course, and until when."""
    audience = [
        (f"branch {rule.branch} and all below it", f"分支机构 {rule.branch} 及其下级") if rule.branch else None,
        (f"position {rule.position}", f"岗位 {rule.position}") if rule.position else None,
        (f"level {rule.level}", f"职级 {rule.level}") if rule.level else None,
        (f"employee {rule.employee}", f"人员 {rule.employee}") if rule.employee else None,
    ]
    days = [
        (f"by {rule.until}", f"{rule.until} 前（含当日）") if rule.until else None,
        (f"within {rule.within_days} days of joining", f"入职 {rule.within_days} 天内") if rule.within_days else None,
    ]
    whom = [said for said in audience if said] or [("everybody", "全体员工")]
    by = [said for said in days if said]
    en = f"{', '.join(en for en, _ in whom)}: {' or '.join(en for en, _ in by)}"
    zh = f"{'、'.join(zh for _, zh in whom)}：{'或'.join(zh for _, zh in by)}"
    if len(by) > 1:
        en, zh = f"{en}, whichever is later", f"{zh}，以较晚者为准"
    if rule.counts_from:
        en, zh = f"{en}; learnt from {rule.counts_from} on", f"{zh}；{rule.counts_from} 起学习有效"
    return f"{en}; obligation {rule.obligation}.", f"{zh}；必修要求 {rule.obligation}。"


def missing(stands: Standing) -> Said:
    """Say how what is missing follows from the other figures."""
    en = f"{stands.owed} owed, {stands.counted} count: {stands.missing} missing"
    zh = f"应修 {stands.owed}，计入 {stands.counted}：还差 {stands.missing}"
    if stands.missing > max(stands.owed - stands.counted, Decimal(0)):
        return f"{en}, to reach every minimum.", f"{zh}（须达到各项下限）。"
    return f"{en}.", f"{zh}。"


def _activity(fact: CreditsAwarded | CreditsReversed) -> Said:
    kind, _, name = fact.activity.partition(":")
    zh, en = ACTIVITIES.get(kind, (kind, kind))
    return f"{en} {name} of course {fact.course}", f"{zh} {name}，课程 {fact.course}"


def _measured(fact: CreditsAwarded) -> list[Said]:
    basis = fact.basis
    if basis is None:
        return [] if fact.minutes is None else [(f"{fact.minutes} minutes", f"{fact.minutes} 分钟")]
    by = basis.calculator.name
    shown_en = f", shown by {', '.join(basis.methods)}" if basis.methods else ""
    shown_zh = f"，签到方式 {'、'.join(basis.methods)}" if basis.methods else ""
    return [
        (
            f"{basis.minutes} of {basis.of_minutes} minutes{shown_en}, counted by {by}",
            f"{basis.of_minutes} 分钟中计 {basis.minutes} 分钟{shown_zh}，按 {by} 计算",
        )
    ]


def _shortened(fact: CreditsAwarded) -> list[Said]:
    if fact.shortfall is None:
        return []
    zh, en = SHORTFALLS[fact.shortfall]
    of = f" ({fact.repeat_of})" if fact.repeat_of else ""
    return [(f"{en}{of}", f"{zh}{of}")]


def _capped(line: Line, parts: dict[str, Part]) -> Said:
    bounds = [parts[of] for of in (line.posting.kind, line.posting.category) if of in parts]
    maxima = [(OF.get(part.of, (part.of, part.of)), part.maximum) for part in bounds if part.maximum is not None]
    en = " and ".join(f"{maximum} of {words[1]}" for words, maximum in maxima)
    zh = "，".join(f"{words[0]}最多 {maximum}" for words, maximum in maxima)
    return f"{line.counted} of it count: at most {en}", f"其中计入 {line.counted}：{zh}"


def _sentence(amount: Decimal, clauses: list[Said]) -> Said:
    en, zh = _joined(clauses)
    return f"{amount:+}: {en}", f"{amount:+}：{zh}"


def _joined(clauses: list[Said]) -> Said:
    return "; ".join(en for en, _ in clauses) + ".", "；".join(zh for _, zh in clauses) + "。"
