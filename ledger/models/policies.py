"""The policies of the company, and which of them are in force."""

from collections.abc import Sequence
from datetime import date, datetime

from ledger.events import Event, PolicyDrafted, PolicyPublished, PolicyRetired, PolicyWithdrawn
from ledger.models.model import Model
from ledger.periods import begin_of
from ledger.policy import DEFAULT_POLICY, Policy
from ledger.policy.layers import COMPANY, Layer, Version, in_force, merged

COMPANYWIDE = "company"


class PolicyBook(Model):
    """Every version of every layer: one fold for the whole company."""

    about = ("policy",)
    reads = (PolicyDrafted, PolicyPublished, PolicyRetired, PolicyWithdrawn)

    def __init__(self, policy: str = COMPANYWIDE) -> None:
        super().__init__(policy)
        self.versions: dict[str, Version] = {}
        # What was published for each layer, in this order.
        self.published: dict[Layer, tuple[str, ...]] = {}

    def apply(self, event: Event) -> None:
        """Take each step of a version."""
        match event:
            case PolicyDrafted():
                layer = Layer(event.branch, event.position, event.level)
                self.versions[event.version] = Version(event.version, layer, event.document, event.drafter)
            case PolicyPublished():
                drafted = self.versions[event.version]
                self.versions[event.version] = drafted._replace(
                    publisher=event.publisher, begins_at=first_moment(event.since)
                )
                self.published[drafted.layer] = (*self.published.get(drafted.layer, ()), event.version)
            case PolicyRetired():
                self.versions[event.version] = self.versions[event.version]._replace(ends_at=first_moment(event.until))
            case PolicyWithdrawn():
                self.versions[event.version] = self.versions[event.version]._replace(withdrawn=True)

    @property
    def layered(self) -> bool:
        """Whether anybody but the company has ever had rules of their own."""
        return not self.published.keys() <= {COMPANY}

    def of(self, layer: Layer) -> list[Version]:
        """Give what was published for a layer."""
        return [self.versions[name] for name in self.published.get(layer, ())]

    def in_force(self, layers: Sequence[Layer], at: datetime) -> list[Version]:
        """Give the version in force of each of these layers that has one."""
        if not self.published:
            return []
        return [version for layer in layers if (version := in_force(self.of(layer), at)) is not None]

    def policy(self, layers: Sequence[Layer], at: datetime) -> Policy:
        """Give the policy in force for whom these layers speak, the weakest of them first."""
        return merged(DEFAULT_POLICY, self.in_force(layers, at))

    def next_name(self, layer: Layer) -> str:
        """Number the versions of a layer; another layer's that is called the same are counted too."""
        return f"{layer.name}-{1 + sum(one.layer.name == layer.name for one in self.versions.values())}"


def first_moment(day: str) -> datetime:
    """Give the moment at which a day begins for the company."""
    return begin_of(date.fromisoformat(day), DEFAULT_POLICY.time_zone)


def day_of(moment: datetime) -> date:
    """Give the company's day of a moment."""
    return moment.astimezone(DEFAULT_POLICY.time_zone).date()
