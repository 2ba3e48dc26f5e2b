"""A bucket of an S3-like store; where it is and who asks stands in the environment, as boto3 reads it everywhere."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

AT_ONCE = 16
SECONDS = 10  # for connecting, and for each wait for more
ATTEMPTS = 2  # the copier itself tries again later
MISSING = ("NoSuchKey", "404")
THERE = ("PreconditionFailed", "412")


class Bucket:
    """Objects under a prefix. None that is there is put again: the store itself is asked to refuse that."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        with _reaching():
            self._s3 = boto3.client(
                "s3",
                config=Config(
                    connect_timeout=SECONDS,
                    read_timeout=SECONDS,
                    max_pool_connections=AT_ONCE,
                    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                ),
            )

    def get(self, name: str) -> bytes | None:
        """Read an object."""
        with _reaching():
            try:
                return self._s3.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
            except ClientError as no:
                if _code(no) in MISSING:
                    return None
                raise

    def add(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Write what is not there yet, many at once."""
        with ThreadPoolExecutor(AT_ONCE) as many:
            there = many.map(self._add, files, files.values())
            return {name: old for name, old in zip(files, there, strict=True) if old is not None}

    def replace(self, name: str, content: bytes) -> None:
        """Write an object, whatever is there."""
        with _reaching():
            self._s3.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def remove(self, prefix: str) -> None:
        """Delete objects; a bucket where that is forbidden keeps them, to nobody's harm."""
        with suppress(ClientError, BotoCoreError):
            listed = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=f"{self._prefix}{prefix}/")
            for each in listed.get("Contents", ()):
                self._s3.delete_object(Bucket=self._bucket, Key=each["Key"])

    def _add(self, name: str, content: bytes) -> bytes | None:
        with _reaching():
            try:
                self._s3.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content, IfNoneMatch="*")
            except ClientError as no:
                if _code(no) not in THERE:
                    raise
                return self.get(name)
        return None


@contextmanager
def _reaching() -> Iterator[None]:
    """Say in one way that the store said no, or nothing."""
    try:
        yield
    except (ClientError, BotoCoreError, ValueError) as no:  # the last for an address that is none
        raise OSError(str(no)) from no


def _code(no: ClientError) -> str:
    return str(no.response["Error"]["Code"])
