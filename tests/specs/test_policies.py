"""Policies: drafted by one person and published by another, layer upon layer, and never changed afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from specs.spec import Spec, fact, given
from specs.story import FIRE, MUG, hold, with_points

from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.retire_policy import RetirePolicy
from ledger.decisions.withdraw_policy import WithdrawPolicy
from ledger.events import (
    PointsEarned,
    PolicyDrafted,
    PolicyPublished,
    PolicyRetired,
    PolicyWithdrawn,
    RedemptionRequested,
)
from ledger.models.career import Career
from ledger.models.policies import PolicyBook
from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import COMPANY, Layer, Version, merged, spoken
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.policies import (
    PolicyBackdated,
    PolicyDayPast,
    PolicyNotInForce,
    PolicyOverlaps,
    PolicyStateWrong,
    PolicyUnknown,
)

ZHOU, QIAN, WU = (Caller("console", on_behalf_of=who) for who in ("zhou", "qian", "wu"))
TODAY, TOMORROW = "2026-03-02", "2026-03-03"
NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai


SZ = OpenBranch(branch="SZ", name="深圳")


def document(points: int) -> str:
    return f"learner: {{points_per_credit: {points}}}"


def draft(points: int = 2, **layer: str | None) -> DraftPolicy:
    return DraftPolicy(document=document(points), **layer)


def published(spec: Spec, points: int, since: str, because: str | None = None, **layer: str) -> str:
    """Zhou drafts and Qian publishes; give the version's name."""
    (drafted,) = spec.when(draft(points, **layer), by=ZHOU).facts
    assert isinstance(drafted, PolicyDrafted)
    spec.given(PublishPolicy(version=drafted.version, since=since, because=because), by=QIAN)
    return drafted.version


def in_force(spec: Spec, at: datetime, layer: Layer = COMPANY) -> list[str]:
    return [version.name for version in spec.read(PolicyBook()).in_force([layer], at)]


def test_a_draft_is_numbered_in_its_layer_and_says_exactly_what_it_states() -> None:
    spec = given().when(draft(), by=ZHOU)
    spec.then(fact(PolicyDrafted, version="company-1", document='{"learner":{"points_per_credit":2}}', drafter="zhou"))
    spec.when(draft(branch="SZ"), by=ZHOU).then(fact(PolicyDrafted, version="SZ-1", branch="SZ"))
    spec.when(draft(), by=ZHOU).then(fact(PolicyDrafted, version="company-2"))
    spec.when(draft(position="RND"), by=ZHOU).then(fact(PolicyDrafted, version="RND-1", position="RND"))
    spec.when(draft(position="RND", level="P5"), by=ZHOU).then(fact(PolicyDrafted, version="RND:P5-1", level="P5"))
    # A branch that is called like another layer does not take its numbers.
    spec.when(draft(branch="company"), by=ZHOU).then(fact(PolicyDrafted, version="company-3", branch="company"))


@pytest.mark.parametrize("layer", [{"branch": "SZ", "position": "RND"}, {"level": "P5"}, {"branch": "S+Z"}])
def test_a_draft_is_for_one_layer(layer: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"branch|position"):
        draft(2, **layer)


def test_another_person_publishes_from_a_day_on() -> None:
    spec = given(draft(), by=ZHOU).when(PublishPolicy(version="company-1", since="2027-01-01"), by=QIAN)
    spec.then(fact(PolicyPublished, version="company-1", since="2027-01-01", publisher="qian", because=None))
    assert in_force(spec, NEW_YEAR - timedelta(microseconds=1)) == []
    assert in_force(spec, NEW_YEAR) == ["company-1"]


def test_nobody_publishes_what_they_drafted_nor_what_their_boss_did() -> None:
    spec = given(draft(), by=ZHOU).given(AssignManager(employee="qian", manager="zhou"))
    publish = PublishPolicy(version="company-1", since=TOMORROW)
    spec.when(publish, by=ZHOU).refused(SelfActionForbidden)
    spec.when(publish, by=QIAN).refused(ApproverReportsToRequester)
    spec.when(publish, by=Caller("console")).refused(ApproverUnnamed)
    spec.when(publish, by=WU).then(fact(PolicyPublished))


def test_a_program_alone_drafts_and_withdraws_nothing() -> None:
    spec = given(draft(), by=ZHOU)
    spec.when(draft(), by=Caller("console")).refused(ApproverUnnamed)
    spec.when(WithdrawPolicy(version="company-1"), by=Caller("console")).refused(ApproverUnnamed)


def test_what_nobody_drafted_is_unknown() -> None:
    publish = PublishPolicy(version="company-1", since=TOMORROW)
    retire = RetirePolicy(version="company-1", until=TOMORROW, because="WRONG")
    for command in (publish, retire, WithdrawPolicy(version="company-1")):
        given().when(command, by=QIAN).refused(PolicyUnknown, version="company-1")


def test_a_version_is_published_once_and_a_withdrawn_draft_never() -> None:
    spec = given()
    publish = PublishPolicy(version=published(spec, 2, TOMORROW), since="2026-04-01")
    spec.when(publish, by=QIAN).refused(PolicyStateWrong, state="published")
    spec.when(WithdrawPolicy(version="company-1"), by=ZHOU).refused(PolicyStateWrong, state="published")
    spec.given(draft(), by=ZHOU).when(WithdrawPolicy(version="company-2"), by=ZHOU)
    spec.then(fact(PolicyWithdrawn, version="company-2", withdrawer="zhou"))
    spec.when(PublishPolicy(version="company-2", since="2026-04-01"), by=QIAN).refused(
        PolicyStateWrong, state="withdrawn"
    )
    spec.when(draft(), by=ZHOU).then(fact(PolicyDrafted, version="company-3"))


def test_the_past_takes_a_reason() -> None:
    spec = given(draft(), draft(), by=ZHOU)
    for day in (TODAY, "2026-01-01"):
        spec.when(PublishPolicy(version="company-1", since=day), by=QIAN).refused(PolicyBackdated, day=day, today=TODAY)
    spec.when(PublishPolicy(version="company-1", since="2026-01-01", because="AGREED_LATE"), by=QIAN)
    spec.then(fact(PolicyPublished, since="2026-01-01", because="AGREED_LATE"))
    assert in_force(spec, spec.now) == ["company-1"]


def test_a_day_begins_at_midnight_of_the_company() -> None:
    spec = given(draft(), by=ZHOU).at(datetime(2026, 3, 2, 15, 59, tzinfo=UTC))
    publish = PublishPolicy(version="company-1", since=TOMORROW)
    spec.at(spec.now + timedelta(minutes=1)).when(publish, by=QIAN).refused(PolicyBackdated)
    spec.at(spec.now - timedelta(minutes=1)).when(publish, by=QIAN).then(fact(PolicyPublished))


def test_what_is_still_to_begin_is_not_superseded_in_silence() -> None:
    spec = given(SZ)
    published(spec, 2, "2026-04-01")
    spec.given(draft(3), by=ZHOU)
    for day in (TOMORROW, "2026-04-01"):
        spec.when(PublishPolicy(version="company-2", since=day), by=QIAN).refused(
            PolicyOverlaps, version="company-2", day=day, other="company-1", begins="2026-04-01"
        )
    # Another layer's is no obstacle; and what is retired before it begins never does.
    published(spec, 2, TOMORROW, branch="SZ")
    spec.given(RetirePolicy(version="company-1", until="2026-04-01", because="POSTPONED"), by=WU)
    spec.when(PublishPolicy(version="company-2", since=TOMORROW), by=QIAN).then(fact(PolicyPublished))
    assert in_force(spec, NEW_YEAR) == ["company-2"]


def test_one_version_of_a_layer_is_in_force_the_last_that_was_published_and_has_begun() -> None:
    spec = given()
    first, second = published(spec, 2, "2026-04-01"), published(spec, 3, "2026-07-01")
    moments = [datetime(2026, month, 15, tzinfo=UTC) for month in (3, 5, 9)]
    assert [in_force(spec, at) for at in moments] == [[], [first], [second]]
    late = published(spec.at(datetime(2026, 8, 1, tzinfo=UTC)), 4, "2026-05-01", because="AGREED_LATE")
    assert [in_force(spec, at) for at in moments] == [[], [late], [late]]


def test_another_than_the_publisher_retires_from_a_day_on() -> None:
    spec = given()
    version = published(spec, 2, TOMORROW)
    retire = RetirePolicy(version=version, until="2026-07-01", because="TRIAL_OVER")
    spec.when(retire, by=QIAN).refused(SelfActionForbidden)
    spec.when(retire.model_copy(update={"until": TODAY}), by=ZHOU).refused(PolicyDayPast, today=TODAY)
    spec.when(retire, by=ZHOU).then(fact(PolicyRetired, until="2026-07-01", retirer="zhou"))
    ends = datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert in_force(spec, ends - timedelta(microseconds=1)) == [version]
    assert in_force(spec, ends) == []
    spec.when(retire, by=ZHOU).refused(PolicyNotInForce, state="retired")
    spec.given(draft(), by=ZHOU).when(retire.model_copy(update={"version": "company-2"}), by=QIAN)
    spec.refused(PolicyNotInForce, state="draft")


def test_what_ends_does_not_bring_back_what_it_replaced() -> None:
    spec = given()
    published(spec, 2, TOMORROW)
    second = published(spec, 3, "2026-04-01")
    spec.given(RetirePolicy(version=second, until="2026-05-01", because="TRIAL_OVER"), by=ZHOU)
    assert in_force(spec, NEW_YEAR) == []


# Who is asked about, and the points per credit that each layer's word leaves them with; the later layer wins.
LAYERS: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 2),
    ({"branch": "CN"}, 3),
    ({"branch": "SZ"}, 4),
    ({"position": "RND"}, 5),
    ({"position": "RND", "level": "P5"}, 6),
)


@pytest.mark.parametrize("upto", range(len(LAYERS) + 1))
def test_layers_speak_from_the_company_down_to_the_level(upto: int) -> None:
    versions = [
        Version(f"v-{points}", Layer(**layer), f'{{"learner":{{"points_per_credit":{points}}}}}', "zhou")
        for layer, points in LAYERS[:upto]
    ]
    assert list(spoken(["CN", "SZ"], "RND", "P5")) == [Layer(**layer) for layer, _ in LAYERS]
    policy = merged(DEFAULT_POLICY, versions)
    assert policy.learner.points_per_credit == (LAYERS[upto - 1][1] if upto else 1)
    assert policy.version == ("+".join(one.name for one in versions) or "default-1")
    assert policy.attendance == DEFAULT_POLICY.attendance


def test_a_layer_without_the_company_s_stands_on_the_default() -> None:
    branch = Version("SZ-2", Layer("SZ"), '{"learner":{"points_per_credit":4}}', "zhou")
    assert merged(DEFAULT_POLICY, [branch]).version == "default-1+SZ-2"


def company() -> Spec:
    """A tree of two branches, Lin in the lower one and an engineer, Wang at the top, and a word of each layer."""
    spec = given(
        FIRE,
        OpenBranch(branch="CN", name="中国"),
        OpenBranch(branch="SZ", parent="CN", name="深圳"),
        JoinBranch(employee="lin", branch="SZ"),
        JoinBranch(employee="wang", branch="CN"),
        AssignPosition(employee="lin", position="RND", level="P5"),
    )
    published(spec, 2, TOMORROW)
    published(spec, 3, TOMORROW, branch="CN")
    published(spec, 4, "2026-04-01", branch="SZ")
    published(spec, 5, "2026-05-01", position="RND")
    published(spec, 6, "2026-06-01", position="RND", level="P5")
    return spec


def earns(spec: Spec, employee: str, completion: str, at: datetime | None = None) -> tuple[int, str | None]:
    """Complete a course of three credits; give the points a credit brought, and the policy on the envelope."""
    done = RecordCompletion(employee=employee, course="FIRE-1", completion=completion, source="lms", at=at or spec.now)
    (points,) = [one for one in spec.when(done).facts if isinstance(one, PointsEarned)]
    envelope = spec.log.between(spec.log.head(), spec.log.head())[0]
    return points.points // 3, envelope.policy_version


@pytest.mark.parametrize(
    ("month", "points", "version"),
    [
        (4, 4, "company-1+CN-1+SZ-1"),
        (5, 5, "company-1+CN-1+SZ-1+RND-1"),
        (6, 6, "company-1+CN-1+SZ-1+RND-1+RND:P5-1"),
    ],
)
def test_a_decision_about_a_person_rests_on_every_layer_that_speaks_for_them(
    month: int, points: int, version: str
) -> None:
    spec = company().at(datetime(2026, month, 15, tzinfo=UTC))
    assert earns(spec, "lin", "c-1") == (points, version)
    assert earns(spec, "wang", "c-2") == (3, "company-1+CN-1")
    # Who belongs nowhere has the company's.
    assert earns(spec, "stranger", "c-3") == (2, "company-1")


def test_a_close_names_the_policies_of_everybody_in_the_room_each_once() -> None:
    spec = company().given(OpenBranch(branch="BJ", parent="CN", name="北京"), JoinBranch(employee="zoe", branch="BJ"))
    published(spec, 7, TOMORROW, branch="BJ")
    hold(spec.at(datetime(2026, 4, 15, tzinfo=UTC)), "S-1", "stranger", "lin", "zoe")
    (envelope,) = spec.log.between(spec.log.head(), spec.log.head())
    assert envelope.policy_version is not None
    assert sorted(envelope.policy_version.split("+")) == ["BJ-1", "CN-1", "SZ-1", "company-1"]


def test_what_happened_earlier_is_decided_by_what_was_in_force_for_where_the_person_was() -> None:
    spec = company().at(datetime(2026, 4, 15, tzinfo=UTC))
    spec.given(MoveEmployee(employee="lin", branch="CN", since=datetime(2026, 4, 20, tzinfo=UTC)))
    spec.at(datetime(2026, 4, 25, tzinfo=UTC))
    assert earns(spec, "lin", "c-0", datetime(2025, 12, 31, tzinfo=UTC)) == (1, "default-1")
    assert earns(spec, "lin", "c-1", datetime(2026, 4, 16, tzinfo=UTC)) == (4, "company-1+CN-1+SZ-1")
    assert earns(spec, "wang", "c-2", spec.now) == (3, "company-1+CN-1")


def test_a_branch_may_ask_for_approvals_where_the_company_asks_for_none() -> None:
    spec = with_points("lin", 100).given(MUG, SZ, JoinBranch(employee="lin", branch="SZ"))
    text = "redemption: {approvals: [{above_points: 10, step: branch_head}]}"
    spec.given(DraftPolicy(branch="SZ", document=text), by=ZHOU)
    spec.given(PublishPolicy(version="SZ-1", since=TOMORROW), by=QIAN)
    redeem = RedeemReward(employee="lin", reward="MUG")
    spec.when(redeem).then(fact(RedemptionRequested, approvals=()))
    spec.later(days=2).when(redeem).then(fact(RedemptionRequested, approvals=("branch_head",)))


def test_without_layers_nobody_s_career_is_read() -> None:
    spec = with_points("lin", 100).given(MUG)
    published(spec, 3, TOMORROW)
    spec.later(days=2).when(RedeemReward(employee="lin", reward="MUG")).then(fact(RedemptionRequested))
    assert not spec.ledger.folds.holds(Career("lin"))
    spec.given(SZ)
    published(spec, 4, "2026-03-06", branch="SZ")
    spec.later(days=3).when(RedeemReward(employee="lin", reward="MUG")).then(fact(RedemptionRequested))
    assert spec.ledger.folds.holds(Career("lin"))
