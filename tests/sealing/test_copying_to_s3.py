"""A copy on an S3-like store: a real one of this machine, reached as any other."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from audit.served_witness import free_port
from botocore.exceptions import BotoCoreError
from cli.program import merit
from sealing.copied import check_copy
from sealing.scene import KEY, Scene

from projections.audit.copying.bucket import Bucket
from projections.audit.copying.copier import Copier, held_in
from projections.audit.refusing import SealingRefused

PATIENCE = 30


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """Give the environment in which a store is found that lives as long as the module."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield {
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "merit",
            "AWS_SECRET_ACCESS_KEY": "merit",
        }
    finally:
        child.kill()
        child.wait()


@pytest.fixture
def bucket(store: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    name = f"merit-{os.getpid()}-{time.monotonic_ns()}"
    until = time.monotonic() + PATIENCE
    while True:
        try:
            boto3.client("s3").create_bucket(Bucket=name)
        except BotoCoreError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return name


def downloaded(bucket: str, prefix: str, folder: Path) -> Path:
    s3 = boto3.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for each in page.get("Contents", ()):
            file = folder / each["Key"].removeprefix(prefix)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
    return folder


def test_a_bucket_holds_what_a_folder_would(scene: Scene, bucket: str, tmp_path: Path) -> None:
    copier = Copier(scene.connection, scene.store, Bucket(bucket, "merit/log/"))
    for count in (300, 1, 300):
        scene.append(count)
        scene.seal()
        assert copier.copy() == scene.head()
    copy = downloaded(bucket, "merit/log/", tmp_path / "copy")
    assert check_copy(scene.url, copy, KEY.verifier) == 601
    # What was the edge is gone now that the full files are there.
    assert not list(copy.glob("**/001.p/*"))
    assert list(copy.glob("facts/002.p/*"))


def test_an_object_that_is_there_stays_as_it_is(scene: Scene, bucket: str) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key="merit/facts/000", Body=b"another")
    scene.append(300)
    scene.seal()
    with pytest.raises(SealingRefused, match="facts/000 is in the copy already"):
        Copier(scene.connection, scene.store, Bucket(bucket, "merit")).copy()
    assert s3.get_object(Bucket=bucket, Key="merit/facts/000")["Body"].read() == b"another"
    assert held_in(Bucket(bucket, "merit")).size == 0


def test_a_copy_that_was_stopped_goes_on(scene: Scene, bucket: str, tmp_path: Path) -> None:
    scene.append(600)
    scene.seal()
    place = Bucket(bucket, "")
    copier = Copier(scene.connection, scene.store, place)
    copier.copy()
    boto3.client("s3").delete_object(Bucket=bucket, Key="checkpoint")  # as if killed before it was written
    assert copier.copy() == 600
    assert check_copy(scene.url, downloaded(bucket, "", tmp_path / "copy"), KEY.verifier) == 600


def test_a_store_that_is_away_or_refuses_is_exit_3(scene: Scene, bucket: str, store: dict[str, str]) -> None:
    where = {"url": scene.url, "LEDGER_TILES": str(scene.store.folder), **store}
    scene.append(5)
    scene.seal()
    assert merit("copy", "--once", **where, LEDGER_COPY=f"s3://{bucket}/a").returncode == 0
    assert merit("copy", "--check", **where, LEDGER_COPY=f"s3://{bucket}/a").stdout.startswith("0 signed facts")
    missing = merit("copy", "--once", **where, LEDGER_COPY="s3://no-such-bucket/a")
    assert (missing.returncode, "NoSuchBucket" in missing.stderr) == (3, True)
    nowhere = merit("copy", "--check", **{**where, "AWS_ENDPOINT_URL_S3": "nowhere"}, LEDGER_COPY="s3://a/b")
    assert (nowhere.returncode, "nowhere" in nowhere.stderr) == (3, True)
    unset = merit("copy", **where)
    assert (unset.returncode, "LEDGER_COPY is not set" in unset.stderr) == (2, True)
    away = {**where, "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{free_port()}"}
    for word in ("--once", "--check"):
        ran = merit("copy", word, **away, LEDGER_COPY=f"s3://{bucket}/a")
        assert (ran.returncode, "无法访问副本" in ran.stderr) == (3, True)
