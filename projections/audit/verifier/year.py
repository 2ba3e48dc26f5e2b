"""`year`: one person's year, offline, from one file, up to the sealed log's checkpoint."""

from pathlib import Path

from projections.audit.figures.year import read_year
from projections.audit.figures.year_proof import FILE_MAX, SEALED, parse_sealed, parse_year_proof, verify_year
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import Policy
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.credit import proof_in, proven
from projections.audit.verifier.folder import read_file, reading


def check_year(path: Path, policy: Policy, person: str | None, period: str | None) -> Answer:
    """Check figures, their leaf in the period's tree, and the fact of its root; and that they are whose one expects."""
    content = read_file(path, FILE_MAX)
    with reading(path):
        proof = parse_year_proof(content)
        year = read_year(proof.year)
        fact, checkpoint, cosigners = proven(proof_in(proof.sealed, path), policy)
        if fact.leaf.type != SEALED:
            raise wrong("no_seal", position=fact.leaf.position)
        if fact.data is None:
            raise Invalid("the seal's data is not shown")
        sealed = parse_sealed(fact.data)
        if sealed.period != year["period"]:
            raise wrong("other_period", period=year["period"], sealed=sealed.period)
        verify_year(proof, sealed)
    if person not in {None, year["employee"]} or period not in {None, year["period"]}:
        raise wrong("other_year", employee=year["employee"], period=year["period"])
    return valid(
        "year",
        origin=checkpoint.origin,
        size=checkpoint.size,
        position=fact.leaf.position,
        as_of=sealed.as_of,
        people=sealed.people,
        **{name: year[name] for name in ("employee", "period", "credits", "points", "positions_sha256")},
        count=year["facts"],
        standing=year.get("standing", {}),
        data=proof.year.decode(),
        witnesses=[key.name for key in cosigners],
    )
