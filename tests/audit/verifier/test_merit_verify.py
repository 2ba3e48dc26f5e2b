"""`merit verify` is the auditors' program under another name."""

from cli.program import merit

from .published import Published


def test_it_checks_and_exits_as_the_program_does(log: Published) -> None:
    valid = merit("verify", "log", *log.options)
    assert (valid.returncode, valid.stdout.startswith("VALID")) == (0, True)
    invalid = merit("verify", "log", *log.options, "--since", str(log.files()[-1]), "--lang", "zh")
    assert (invalid.returncode, invalid.stdout.startswith("无效")) == (1, True)
    assert merit("verify", "log").returncode == 2


def test_its_help_is_the_program_s_own() -> None:
    said = merit("verify", "log", "--help")
    assert said.returncode == 0
    assert "usage: merit verify log" in said.stdout
