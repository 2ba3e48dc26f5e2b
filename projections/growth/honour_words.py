"""Why somebody is honoured, in English and Chinese."""

from ledger.honours import Honour


def said(one: Honour, version: str, *, final: bool) -> tuple[str, str]:
    """Say what was learnt, of what rank that is among whom, by which policy, and whether it can still change."""
    en = f"{one.learner.learnt} credits learnt that count"
    zh = f"本期计入学分 {one.learner.learnt}"
    if one.rank is not None:
        where, where_zh = (f"in {one.among}", f"在 {one.among} ") if one.among else ("in the company", "在全公司")
        en += f"; rank {one.rank} of {one.of} {where}"
        zh += f"；{where_zh}参评 {one.of} 人中名列第 {one.rank}"
    if not final:
        en, zh = f"{en}; the period is not over", f"{zh}；本期尚未结束"
    return f"{en}; policy {version}.", f"{zh}；依据政策 {version}。"
