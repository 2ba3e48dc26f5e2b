"""What a package is about: a question that each leaf answers by itself, so that completeness can be checked."""

from typing import NamedTuple

from projections.audit.tlog.leaf import Leaf


class Scope(NamedTuple):
    """Facts with this tag, that happened from `since` on and before `until`; times as leaves have them."""

    since: str | None
    tag: str | None
    until: str | None

    def asks(self, leaf: Leaf) -> bool:
        """Whether a fact belongs in the package. The leaf's times sort as texts."""
        return (
            (self.tag is None or self.tag in leaf.tags)
            and (self.since is None or leaf.effective_at >= self.since)
            and (self.until is None or leaf.effective_at < self.until)
        )

    def __str__(self) -> str:
        period = f"[{self.since or ''}, {self.until or ''})" if self.since or self.until else ""
        return " ".join(filter(None, (self.tag, period)))
