"""`credit`: one fact from one small file."""

from pathlib import Path

from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tlog_proof import TlogProof, parse_tlog_proof

from .published import STRANGER, VKEY, Published, fact, publish_entries, signed
from .running import verify


def credit(path: Path, content: bytes, key: object = VKEY) -> dict[str, object]:
    path.write_bytes(content)
    return verify("credit", path, "--key", key)


def test_every_fact_of_a_log(tmp_path: Path, log: Published) -> None:
    for position in (1, 2, 256, 257, 768, 769, 999, 1000):
        found = credit(tmp_path / "p", log.proof(position))
        assert (found["verdict"], found["position"]) == ("valid", position)
        assert found["data"] == log.facts[position - 1].data
        assert found["request"] == f"r-{position}"


def test_a_fact_whose_data_is_not_shown(tmp_path: Path, log: Published) -> None:
    found = credit(tmp_path / "p", log.proof(7, data=False))
    assert (found["verdict"], found["code"], found["data"]) == ("valid", "credit_sealed", None)


def test_a_proof_is_small(log: Published) -> None:
    # At a million facts it has 20 hashes instead of 10: 450 bytes more.
    assert len(log.proof(500)) + 450 < 4096


def changed(proof: bytes, **other: object) -> bytes:
    parts = parse_tlog_proof(proof)
    kept = {name: getattr(parts, name) for name in ("index", "hashes", "checkpoint", "extra")}
    return bytes(TlogProof(**{**kept, **other}))


def test_what_proves_nothing(tmp_path: Path, log: Published) -> None:
    proof = log.proof(500)
    other = fact(501)
    shown = bytes(ShownFact(leaf_of(*fact(500)), '{"credits":"99.00"}'))
    unsigned = signed(log.checkpoint, by=STRANGER)
    for false in (
        changed(proof, index=500),
        changed(proof, hashes=()),
        changed(proof, extra=shown),
        changed(proof, extra=bytes(ShownFact(leaf_of(*other), other.data))),
        changed(proof, extra=bytes(ShownFact(leaf_of(*fact(500)._replace(actor="me")), fact(500).data))),
        changed(proof, checkpoint=unsigned),
        b"",
    ):
        assert credit(tmp_path / "p", false)["verdict"] == "invalid"
    assert credit(tmp_path / "p", proof)["verdict"] == "valid"


def test_a_proof_without_its_fact(tmp_path: Path, log: Published) -> None:
    found = credit(tmp_path / "p", changed(log.proof(500), extra=b""))
    assert (found["verdict"], found["code"]) == ("not checked", "no_fact")


def test_a_fact_of_another_position_than_it_says(tmp_path: Path) -> None:
    # Signed like that: only what the fact says of itself is wrong.
    one = fact(2)
    checkpoint = publish_entries(tmp_path, [encode(leaf_of(*fact(1))), encode(leaf_of(*one._replace(position=5)))])
    shown = bytes(ShownFact(leaf_of(*one._replace(position=5)), one.data))
    beside = leaf_hash(encode(leaf_of(*fact(1))))
    proof = bytes(TlogProof(1, (beside,), signed(checkpoint), shown))
    assert "another position" in str(credit(tmp_path / "p", proof)["why"])


def test_a_key_that_is_none(tmp_path: Path, log: Published) -> None:
    for key in ("", "nonsense", VKEY[:-1], "a b"):
        assert credit(tmp_path / "p", log.proof(1), key)["code"] == "key"
