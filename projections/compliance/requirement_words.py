"""A term of what is owed, in a sentence of both languages."""

from ledger.requirement import Term

# By what the term is, and the rule by which its days count.
SENTENCES = {
    ("stay", "days"): (
        "{days} of {of_days} days in {about}, {first} to {last}, of {of_credits} credits a period; {by}",
        "{first} 至 {last} 在 {about} {days} 天，期间共 {of_days} 天，每期 {of_credits} 学分；{by_zh}",
    ),
    ("stay", "months_started"): (
        "{months} of 12 months, {days} of {of_days} days in {about}, {first} to {last}, of {of_credits} credits; {by}",
        "{first} 至 {last} 在 {about}：12 个月计 {months} 个，{of_days} 天占 {days}，每期 {of_credits} 学分；{by_zh}",
    ),
    ("stay", "none"): (
        "{days} of the {of_days} days here in {about}, {first} to {last}, of {of_credits} credits however few; {by}",
        "{first} 至 {last} 在 {about} {days} 天（在职共 {of_days} 天），不论天数每期 {of_credits} 学分；{by_zh}",
    ),
    ("absence", "days"): (
        "{about}, {first} to {last}: {days} of {of_days} days, of {of_credits} credits; {by}",
        "{about}，{first} 至 {last}：{of_days} 天中缺勤 {days} 天，对应 {of_credits} 学分；{by_zh}",
    ),
    ("absence", "working_days"): (
        "{about}, {first} to {last}: {days} of {of_days} working days, of {of_credits} credits; {by}",
        "{about}，{first} 至 {last}：{of_days} 个工作日中缺勤 {days} 个，对应 {of_credits} 学分；{by_zh}",
    ),
    ("raise", None): ("Raised, because of {about}; change {name}", "增加，事由 {about}；变更 {name}"),
    ("lower", None): ("Lowered, because of {about}; change {name}", "减少，事由 {about}；变更 {name}"),
    ("exempt", None): ("Forgiven, because of {about}; change {name}", "豁免，事由 {about}；变更 {name}"),
}
RULES = {"stay": "requirement.pro_rata", "absence": "requirement.absences"}


def sentence(term: Term) -> tuple[str, str]:
    """Say what a term adds and why, in English and Chinese."""
    number = f"{RULES.get(term.kind)} = {term.rule}"
    by, by_zh = f"{number} of policy {term.version}", f"依据政策 {term.version} 的 {number}"
    en, zh = (said.format(**term._asdict(), by=by, by_zh=by_zh) for said in SENTENCES[term.kind, term.rule])
    return f"{term.credits:+}: {en}.", f"{term.credits:+}：{zh}。"
