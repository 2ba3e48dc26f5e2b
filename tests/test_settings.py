"""Settings say what is missing in one sentence, and never print a secret."""

import stat
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.settings import SECRET_FILE, Settings, Unconfigured, load
from api.writers import trusted_writers, writer_key

SECRET = "s3cret-" + "x" * 40


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEDGER_{name.upper()}", raising=False)


def test_nothing_set_means_an_embedded_ledger_in_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert settings.embedded
    assert settings.home.absolute() == tmp_path / ".ledger"
    assert list(tmp_path.iterdir()) == []  # reading settings creates nothing


def test_an_embedded_ledger_makes_one_secret_and_keeps_it_to_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEDGER_HOME", str(tmp_path / "home"))
    with ThreadPoolExecutor(8) as pool:
        secrets = {future.result() for future in [pool.submit(load().secret_of_codes) for _ in range(8)]}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    file = tmp_path / "home" / SECRET_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [left.name for left in file.parent.iterdir()] == [SECRET_FILE]


def test_an_external_database_needs_its_code_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_DATABASE_URL", "postgresql://merit@db/ledger")
    with pytest.raises(Unconfigured, match="LEDGER_CODE_SECRET is not"):
        load().secret_of_codes()
    monkeypatch.setenv("LEDGER_CODE_SECRET", SECRET)
    assert load().secret_of_codes() == SECRET.encode()


def test_an_external_database_needs_a_folder_and_a_key_to_be_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [path.name for path in load().sealing()] == ["tiles", "seal-key"]
    monkeypatch.setenv("LEDGER_DATABASE_URL", "postgresql://merit@db/ledger")
    monkeypatch.setenv("LEDGER_TILES", "/srv/tiles")
    with pytest.raises(Unconfigured, match="LEDGER_SEAL_KEY is not"):
        load().sealing()
    monkeypatch.setenv("LEDGER_SEAL_KEY", "/srv/key")
    assert load().sealing() == (Path("/srv/tiles"), Path("/srv/key"))


def test_an_external_database_needs_to_be_told_who_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [load().writing().name, load().trusting().name] == ["writer-key", "writers"]
    monkeypatch.setenv("LEDGER_DATABASE_URL", "postgresql://merit@db/ledger")
    with pytest.raises(Unconfigured, match="LEDGER_WRITER_KEY is not"):
        load().writing()
    with pytest.raises(Unconfigured, match="LEDGER_WRITERS is not"):
        load().trusting()
    monkeypatch.setenv("LEDGER_WRITER_KEY", "/srv/key")
    monkeypatch.setenv("LEDGER_WRITERS", "/srv/writers")
    assert (load().writing(), load().trusting()) == (Path("/srv/key"), Path("/srv/writers"))


def test_an_embedded_ledger_makes_its_writer_s_key_and_trusts_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEDGER_HOME", str(tmp_path / "home"))
    with ThreadPoolExecutor(8) as pool:
        trusted = [future.result() for future in [pool.submit(trusted_writers, load()) for _ in range(8)]]
    keys = {writer_key(load()).verifier}
    assert [set(each) for each in trusted] == [keys] * 8
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "home").iterdir()} == {
        "writer-key": 0o400,
        "writers": 0o600,
    }


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LEDGER_DATABASE_URL", "", "LEDGER_DATABASE_URL is set but empty"),
        ("LEDGER_DATABASE_URL", "mysql://me:s3cret@db/x", "LEDGER_DATABASE_URL is not a PostgreSQL address"),
        ("LEDGER_DATABASE_ULR", "postgresql://db/x", "did you mean LEDGER_DATABASE_URL?"),
        ("LEDGER_FOO", "s3cret", "LEDGER_FOO is no setting of Merit."),
        ("LEDGER_CODE_SECRET", "s3cret-short", "LEDGER_CODE_SECRET cannot be used: it needs at least 32 characters."),
        ("LEDGER_PORT", "http", "LEDGER_PORT cannot be used"),
        ("LEDGER_PORT", "70000", "LEDGER_PORT cannot be used"),
        ("LEDGER_LOG_FORMAT", "xml", "LEDGER_LOG_FORMAT cannot be used"),
        ("LEDGER_BATCH_BODY_BYTES_MAX", "2000", "LEDGER_BATCH_BODY_BYTES_MAX is less than LEDGER_BODY_BYTES_MAX"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Unconfigured) as refused:
        load()
    assert sentence in str(refused.value)
    assert "s3cret" not in "".join(traceback.format_exception(refused.value))


def test_no_secret_is_ever_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_DATABASE_URL", "postgresql://merit:s3cret@db/ledger")
    monkeypatch.setenv("LEDGER_CODE_SECRET", SECRET)
    settings = load()
    assert settings.database_url is not None
    assert "s3cret" in settings.database_url.get_secret_value()
    assert "s3cret" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
