"""The log's side: cosignatures are gathered in time, verified, and counted; nobody is waited for long."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey
from projections.audit.tlog.merkle import HASH_SIZE
from projections.audit.tlog.note import sign
from projections.audit.tlog.policy import parse_policy
from projections.audit.witness.asking import Witnesses
from projections.audit.witness.cosigning import Answer, Witness
from projections.audit.witness.submission import ANSWER_MAX, CONFLICT

from .audience import AUDIT, LOG, NOW, checkpoint, note, submission, tree, witness
from .served_witness import free_port

OTHER = SignerKey("regulator.example/merit", COSIGNATURE, b"\3" * 32)


class Booth:
    """A witness's door in this process; it can be made to answer otherwise."""

    def __init__(self, audit: Witness) -> None:
        self.audit = audit
        self.answers: list[Answer | float] = []  # first these, or so many seconds of silence
        self.requests: list[bytes] = []

    def answer(self, content: bytes) -> Answer:
        self.requests.append(content)
        if not self.answers:
            return self.audit.add_checkpoint(content)
        first = self.answers.pop(0)
        if isinstance(first, Answer):
            return first
        time.sleep(first)
        return self.audit.add_checkpoint(content)


@contextmanager
def booth(audit: Witness) -> Iterator[tuple[Booth, str]]:
    open_booth = Booth(audit)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert self.path == "/w/add-checkpoint"
            answer = open_booth.answer(self.rfile.read(int(self.headers["Content-Length"])))
            body = answer.text.encode()
            self.send_response(answer.status)
            if answer.status == CONFLICT:
                self.send_header("Content-Type", "text/x.tlog.size")
            if 300 <= answer.status < 400:
                self.send_header("Location", "/w/add-checkpoint")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # the caller did not wait
            pass

    with Server(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield open_booth, f"http://127.0.0.1:{server.server_port}/w/"
        finally:
            server.shutdown()
            thread.join()


def policy(url: str, more: str = "", quorum: str = "audit") -> bytes:
    return f"log {LOG.verifier}\nwitness audit {AUDIT.verifier} {url}\n{more}quorum {quorum}\n".encode()


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[tuple[Booth, str]]:
    with booth(witness(tmp_path)) as opened:
        yield opened


def ask(url: str, seconds: float = 5.0) -> Witnesses:
    return Witnesses(parse_policy(policy(url)), seconds)


def test_a_log_that_grows_is_cosigned_in_one_request_each(audit: tuple[Booth, str]) -> None:
    door, url = audit
    witnesses = ask(url)
    for size in (1, 7, 7, 200):
        cosigned = witnesses.cosigned(note(size), tree().hashes)
        assert parse_policy(policy(url)).open(cosigned.note) == (checkpoint(size), {AUDIT.verifier: NOW})
        assert cosigned[1:] == (True, {}, {}, {})
    assert len(door.requests) == 4


def test_a_log_that_was_started_again_learns_what_was_cosigned(audit: tuple[Booth, str]) -> None:
    door, url = audit
    assert ask(url).cosigned(note(100), tree().hashes).enough
    door.requests.clear()
    assert ask(url).cosigned(note(200), tree().hashes).enough
    assert door.requests == [submission(0, 200), submission(100, 200)]


def test_a_checkpoint_that_is_cosigned_already_is_not_sent_again(audit: tuple[Booth, str]) -> None:
    door, url = audit
    cosigned = ask(url).cosigned(note(100), tree().hashes)
    assert ask(url).cosigned(cosigned.note, tree().hashes) == cosigned
    assert len(door.requests) == 1


@pytest.mark.parametrize(
    ("size", "lies", "why"),
    [
        (100, 50, "422"),
        (90, 50, "it cosigned 100 facts"),
        (200, 50, "422"),
        (90, None, "of which 90"),
    ],
)
def test_a_rewritten_log_is_told_that_it_is_refused(
    audit: tuple[Booth, str], size: int, lies: int | None, why: str
) -> None:
    _, url = audit
    witnesses = ask(url)
    assert witnesses.cosigned(note(100), tree().hashes).enough
    for asked in (witnesses, ask(url)):
        refused = asked.cosigned(note(size, lies), tree(lies).hashes)
        assert not refused.enough
        assert refused.note == note(size, lies)
        assert why in refused.refusing["audit"]


def test_what_fails_once_is_tried_again(audit: tuple[Booth, str]) -> None:
    door, url = audit
    door.answers = [Answer(503), Answer(429), Answer(500)]
    assert ask(url).cosigned(note(100), tree().hashes).enough


def test_an_answer_that_was_lost_is_given_again(audit: tuple[Booth, str]) -> None:
    door, url = audit
    assert door.audit.add_checkpoint(submission(0, 100)).status == 200
    assert ask(url).cosigned(note(100), tree().hashes).enough


@pytest.mark.parametrize(
    "wrong",
    [
        Answer(200),
        Answer(200, "\n"),
        Answer(200, "— audit.example/merit AAAA\n"),
        Answer(200, sign(checkpoint(100).text, AUDIT, NOW).line.replace("A", "B")),
        Answer(200, sign(checkpoint(101).text, AUDIT, NOW).line),
        Answer(200, sign(checkpoint(100).text, OTHER, NOW).line),
        Answer(200, f"more\n\n{sign(checkpoint(100).text, AUDIT, NOW).line}"),
        Answer(200, "more\n\n" + sign(f"{checkpoint(100).text}\nmore\n", AUDIT, NOW).line),
        Answer(200, sign(checkpoint(100).text, AUDIT, NOW).line * 2),
        Answer(302),
        Answer(400, "\udcff".encode(errors="replace").decode()),
        Answer(403),
        Answer(404),
        Answer(409),
        Answer(409, "ten\n"),
        Answer(409, f"{2**63}\n"),
    ],
)
def test_a_wrong_answer_is_no_cosignature(audit: tuple[Booth, str], wrong: Answer) -> None:
    door, url = audit
    door.answers = [wrong, wrong]
    refused = ask(url).cosigned(note(100), tree().hashes)
    assert (refused.note, refused.enough, list(refused.refusing)) == (note(100), False, ["audit"])


def test_strangers_lines_in_the_answer_are_passed_over(audit: tuple[Booth, str]) -> None:
    door, url = audit
    lines = [sign(checkpoint(100).text, key, NOW).line for key in (OTHER, AUDIT)]
    door.answers = [Answer(200, "".join(lines))]
    assert ask(url).cosigned(note(100), tree().hashes).note == note(100) + lines[1].encode()


def test_nobody_is_waited_for_long(audit: tuple[Booth, str], tmp_path: Path) -> None:
    """A witness that hangs, one that is gone, one that floods: the fourth, in another house, is enough."""
    hung, url = audit
    hung.answers = [1.0, 1.0]
    gone = SignerKey("gone.example/w", COSIGNATURE, b"\4" * 32)
    flood = SignerKey("flood.example/w", COSIGNATURE, b"\5" * 32)
    with ExitStack() as doors:
        flooding, flood_url = doors.enter_context(booth(witness(tmp_path / "flood")))
        flooding.answers = [Answer(200, "x" * (ANSWER_MAX + 1))] * 20
        _, url_of_other = doors.enter_context(booth(_another(tmp_path / "other")))
        more = (
            f"witness gone {gone.verifier} http://127.0.0.1:{free_port()}\n"
            f"witness flood {flood.verifier} {flood_url}\n"
            f"witness regulator {OTHER.verifier} {url_of_other}\n"
            "group enough any audit gone flood regulator\n"
        )
        witnesses = Witnesses(parse_policy(policy(url, more, "enough")), 0.4)
        began = time.monotonic()
        cosigned = witnesses.cosigned(note(100), tree().hashes)
        assert time.monotonic() - began < 0.9
        assert cosigned.enough
        assert sorted(cosigned.silent) == ["audit", "flood", "gone"]
        # Those who were silent are left alone for a while: the next checkpoint is not held up at all.
        began = time.monotonic()
        cosigned = witnesses.cosigned(note(101), tree().hashes)
        assert time.monotonic() - began < 0.35
        assert cosigned.enough
        assert "left alone" in cosigned.silent["gone"]


def _another(folder: Path) -> Witness:
    audit = witness(folder)
    audit._key = OTHER
    return audit


def test_a_witness_is_asked_again_after_a_rest(audit: tuple[Booth, str]) -> None:
    door, url = audit
    now = [1000.0]

    def clock() -> float:
        now[0] += 0.3
        return now[0]

    witnesses = Witnesses(parse_policy(policy(url)), 5.0, clock)
    door.answers = [Answer(503)] * 100
    assert "503" in witnesses.cosigned(note(100), tree().hashes).silent["audit"]
    door.answers = []
    assert "left alone" in witnesses.cosigned(note(100), tree().hashes).silent["audit"]
    now[0] += 10
    assert witnesses.cosigned(note(100), tree().hashes).enough


def test_what_the_log_cannot_read_of_itself_is_its_own_fault(audit: tuple[Booth, str]) -> None:
    door, url = audit
    assert door.audit.add_checkpoint(submission(0, 100)).status == 200

    def unreadable(_height: int, _index: int) -> bytes:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        ask(url).cosigned(note(200), unreadable)
    assert "422" in ask(url).cosigned(note(200), lambda _height, _index: bytes(HASH_SIZE)).refusing["audit"]
    with pytest.raises(Invalid):
        ask(url).cosigned(note(200, key=SignerKey("other.example/log", ED25519, b"\1" * 32)), tree().hashes)
