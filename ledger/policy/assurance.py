"""How sure it is that a person was there, and how sure it has to be."""

from collections.abc import Iterable
from typing import get_args

from ledger.policy.part import Part
from ledger.vocabulary import Assurance, CheckMethod, CourseKind

LEVELS: tuple[Assurance, ...] = get_args(Assurance)


class AssurancePolicy(Part):
    """How sure it is that a person was there, and how sure it has to be."""

    qr: Assurance = "substantial"
    face: Assurance = "high"
    gps: Assurance = "low"
    kiosk: Assurance = "substantial"
    manual: Assurance = "low"
    imported: Assurance = "low"

    required_courses: Assurance = "low"
    elective_courses: Assurance = "low"

    def suffices(self, methods: Iterable[CheckMethod], kind: CourseKind) -> bool:
        """Tell whether presence shown like this counts for a course; the weakest method decides."""
        needed = self.required_courses if kind == "required" else self.elective_courses
        return all(LEVELS.index(self.of(method)) >= LEVELS.index(needed) for method in methods)

    def of(self, method: CheckMethod) -> Assurance:
        """Give the level of a method."""
        level: Assurance = getattr(self, "imported" if method == "import" else method)
        return level
