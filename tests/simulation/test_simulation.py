"""A simulation is what a replay under the draft comes to, to the cent, and leaves nothing behind."""

import random
from decimal import Decimal

import pytest
from scheduled.scene import Office
from simulation.company import QIAN, drafted, tell

from api.simulated import Simulated, totals
from api.simulation import Simulation
from ledger.decisions.publish_policy import PublishPolicy
from ledger.refusals.policies import PolicyStateWrong, PolicyUnknown
from projections import bookmarks

SHORTER = "attendance: {minimum_share: 0.5}"
ONLINE = "online: {minimum_watched_share: 0.6}"
RETAKES = "calculators: {course_counts: always}"
OWED = "requirement: {credits: 60.00, categories: [{of: elective, maximum_credits: 20.00}]}"
DOCUMENTS = (SHORTER, ONLINE, RETAKES, OWED)
Figures = tuple[Decimal, ...]  # owed, counted, missing
STANDINGS = (
    "select employee, owed, counted, missing from view_compliance.standings where period = '2026' order by employee"
)


def simulated(office: Office, version: str) -> list[Simulated]:
    office.follow("compliance")
    return list(Simulation(office.ledger.log, office.reader, version, "2026").people())


def standings(office: Office) -> dict[str, Figures]:
    office.follow("compliance")
    return {employee: tuple(figures) for employee, *figures in office.reader.execute(STANDINGS)}


def both(office: Office, other: Office, seed: int, *documents: str) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """What is simulated in one ledger, and what the other came to that was under the draft all the time."""
    document = "\n".join(documents)
    tell(office.ledger, seed)
    rows = simulated(office, drafted(office.ledger, document))
    version = drafted(other.ledger, document)
    other.ledger.record(PublishPolicy(version=version, since="2026-01-01", because="REPLAY"), QIAN)
    tell(other.ledger, seed)
    assert {one.employee: one[2:5] for one in rows} == standings(office)
    return {one.employee: one[5:] for one in rows}, standings(other)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_simulation_is_what_a_replay_comes_to(office: Office, other_office: Office, document: str) -> None:
    then, replayed = both(office, other_office, 1, document)
    assert then == replayed
    assert then != standings(office), "the draft changes nothing: the test shows nothing"


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30))
def test_any_simulation_is_what_its_replay_comes_to(office: Office, other_office: Office, seed: int) -> None:
    rng = random.Random(seed)
    then, replayed = both(office, other_office, seed, *rng.sample(DOCUMENTS, rng.randrange(1, 5)))
    assert then == replayed


def test_a_simulation_writes_nothing_and_says_who_gains_and_who_falls_below(office: Office) -> None:
    tell(office.ledger, 2)
    version = drafted(office.ledger, SHORTER)
    head = bookmarks.head(office.reader)
    rows = simulated(office, version)
    everybody, branches = totals(rows)
    assert bookmarks.head(office.reader) == head
    assert standings(office) == {one.employee: one[2:5] for one in rows}
    assert everybody.people == sum(branch.people for branch in branches) == len(rows)
    assert everybody.gain == len([one for one in rows if one.missing_then < one.missing_now]) > 0
    assert everybody.counted_then == sum((one.counted_then for one in rows), Decimal(0))
    assert {branch.branch for branch in branches} == {"CD", "XA"}


def test_who_had_nothing_missing_and_then_has_falls_below(office: Office) -> None:
    tell(office.ledger, 2)
    light = drafted(office.ledger, "requirement: {credits: 0.00, categories: []}")
    office.ledger.record(PublishPolicy(version=light, since="2026-01-01", because="LIGHT"), QIAN)
    everybody, _ = totals(simulated(office, drafted(office.ledger, "requirement: {credits: 500.00, categories: []}")))
    assert everybody.fall_below == everybody.lose == everybody.people
    assert everybody.gain == 0


def test_only_a_draft_is_simulated(office: Office) -> None:
    version = drafted(office.ledger, SHORTER)
    office.ledger.record(PublishPolicy(version=version, since="2026-01-01", because="REPLAY"), QIAN)
    with pytest.raises(PolicyStateWrong):
        simulated(office, version)
    with pytest.raises(PolicyUnknown):
        simulated(office, "company-9")
