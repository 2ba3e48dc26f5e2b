"""Rules of one's own, for the specs that are about them."""

from specs.spec import Spec

from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.publish_policy import PublishPolicy
from ledger.events import PolicyDrafted
from ledger.recording import Caller

ZHOU, QIAN = Caller("console", on_behalf_of="zhou"), Caller("console", on_behalf_of="qian")


def ruled(spec: Spec, document: str, **layer: str) -> Spec:
    """Let a document be in force since this morning, drafted by Zhou and published by Qian."""
    (drafted,) = spec.when(DraftPolicy(document=document, **layer), by=ZHOU).facts
    assert isinstance(drafted, PolicyDrafted)
    return spec.given(PublishPolicy(version=drafted.version, since="2026-03-02", because="TRIAL"), by=QIAN)
