"""What is wrong with a view or with control totals, in a sentence."""

from projections.audit.figures.totals import WrongTotal
from projections.reconcile import Reconciled, WrongRow


def of_view(found: Reconciled) -> str | None:
    """Say what is wrong with a view, if anything."""
    if found.first:
        return f"{found.view}: {_of_row(found.first)}"
    if found.history:
        return (
            f"{found.view}: the facts up to {found.history.position} no longer lead to the digest that was recorded. / "
            f"{found.view}：截至 {found.history.position} 的事实与已记录的摘要不符。"
        )
    return None


def of_total(wrong: WrongTotal) -> str:
    """Say which recorded total is wrong."""
    return (
        f"control totals of {wrong.period}: {wrong.figure} is recorded as {wrong.said}, the facts say {wrong.found}. / "
        f"{wrong.period} 的控制总数：{wrong.figure} 记录为 {wrong.said}，事实为 {wrong.found}。"
    )


def _of_row(wrong: WrongRow) -> str:
    which = ", ".join(f"{name} {value}" for name, value in wrong.key.items())
    match wrong.live, wrong.right:
        case None, _:
            return f"the row of {wrong.table} for {which} is missing."
        case _, None:
            return f"the row of {wrong.table} for {which} follows from no fact."
        case live, right:
            differing = {name for name in right or {} if (live or {}).get(name) != (right or {}).get(name)}
            said = ", ".join(
                f"{name} is {(live or {}).get(name)} and should be {(right or {}).get(name)}"
                for name in sorted(differing)
            )
            return f"in {wrong.table}, for {which}: {said}."
