"""`merit mail` and `merit people`: letters leave, what was given up is seen, and who is erased is told nothing."""

import subprocess
from typing import Any

import pytest
from cli.program import COMMAND, environment, merit, said
from handover.receiving import eventually
from mail.conftest import mail, scene
from mail.scene import SENDER, Scene, plain
from mail.serving import HOST, MailServer

from ledger.refusals.handover import LetterUnknown

__all__ = ["mail", "scene"]

Mail = tuple[MailServer, int]


def smtp(port: int, **more: str) -> dict[str, str]:
    where = {"LEDGER_SMTP_HOST": HOST, "LEDGER_SMTP_PORT": str(port), "LEDGER_MAIL_FROM": SENDER}
    return {**where, "LEDGER_SMTP_SECURITY": "none", **more}


def test_the_program_sends_letters_and_says_that_it_is_at_work(scene: Scene, mail: Mail) -> None:
    server, port = mail
    assert merit("people", "keep", "lin", "林晓", "--email", "lin@example.com", url=scene.url).returncode == 0
    scene.warn("lin")
    assert merit("mail", "--check", url=scene.url).returncode == 1
    # Beside the API it is one that ends when the API does: its input closes.
    command = [*COMMAND, "mail", "--with-parent"]
    with subprocess.Popen(command, env=environment(scene.url, **smtp(port)), stdin=subprocess.PIPE) as running:
        eventually(lambda: scene.states() == ["sent"], 40)
        assert "A mailer is at work." in merit("mail", "--check", url=scene.url).stdout
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(20) == 0
    assert server.recipients == ["lin@example.com"]


def test_what_was_given_up_is_listed_replayed_and_skipped(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.person("lin", "nobody")
    scene.warn("lin", "unknown")
    scene.turn(plain(port))
    dead = said(merit("mail", "dead", "--json", url=scene.url))
    assert [(one["employee"], one["problem"]) for one in dead] == [("lin", "NOT_AN_ADDRESS"), ("unknown", "NO_ADDRESS")]
    assert "NOT_AN_ADDRESS" in merit("mail", "dead", url=scene.url).stdout
    assert merit("mail", "skip", str(dead[1]["position"]), url=scene.url).returncode == 0
    gone = merit("mail", "replay", str(dead[1]["position"]), url=scene.url)
    said_no = LetterUnknown(position=dead[1]["position"])
    assert (gone.returncode, said_no.chinese() in gone.stderr, said_no.en() in gone.stderr) == (1, True, True)
    merit("people", "keep", "lin", "林", "--email", "lin@example.com", "--language", "en", url=scene.url)
    assert "1 will be tried again." in merit("mail", "replay", url=scene.url).stdout
    scene.turn(plain(port))
    assert scene.states() == ["sent", "skipped"]
    assert server.letters[0]["Subject"].startswith("Required course")


def test_who_is_erased_is_told_nothing(scene: Scene, mail: Mail) -> None:
    server, port = mail
    scene.person("lin")
    assert merit("people", "forget", "lin", url=scene.url).stdout.strip() == "Forgot lin."
    assert "没有此人" in merit("people", "forget", "lin", url=scene.url).stdout
    scene.warn("lin")
    scene.turn(plain(port))
    assert (scene.states(), server.taken) == (["dead"], [])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"LEDGER_SMTP_HOST": ""}, "LEDGER_SMTP_HOST"),
        ({"LEDGER_MAIL_FROM": "merit"}, "LEDGER_MAIL_FROM"),
        ({"LEDGER_MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "LEDGER_MAIL_FROM"),
        ({"LEDGER_SMTP_USER": "merit"}, "LEDGER_SMTP_PASSWORD"),
        ({"LEDGER_SMTP_USER": "merit", "LEDGER_SMTP_PASSWORD": "s3cret"}, "in clear"),
        ({"LEDGER_SMTP_SECURITY": "ssl"}, "LEDGER_SMTP_SECURITY"),
        (
            {"LEDGER_SMTP_SECURITY": "tls", "LEDGER_SMTP_USER": "merit", "LEDGER_SMTP_PASSWORD": "s3crét"},
            "ASCII",
        ),
        ({"LEDGER_SMTP_ROOTS": "/nowhere.pem"}, "LEDGER_SMTP_ROOTS"),
    ],
)
def test_half_a_mail_server_is_refused_in_one_sentence(wrong: dict[str, Any], named: str) -> None:
    ran = merit("mail", **smtp(587, **wrong))
    assert ran.returncode == 2
    assert named in ran.stderr
    assert "s3cr" not in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_what_is_no_address_is_not_kept(scene: Scene) -> None:
    for words in (("--email", "a@b.example, c@d.example"), ("--language", "fr")):
        assert merit("people", "keep", "lin", "林", *words, url=scene.url).returncode == 2
    assert scene.owner.execute("select * from office.people").fetchall() == []
