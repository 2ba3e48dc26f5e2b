"""A key that signs: a file of its own that only its user can read, never in the database."""

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from projections.audit.refusing import SealingRefused
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, KEY_SIZE, SignerKey

MODE = 0o400
OTHERS = 0o077
NEXT = ".next"


class Use(NamedTuple):
    """What a key is for: its type, what makes one, and whose it is."""

    kind: int
    making: str
    en: str
    zh: str


LOG = Use(ED25519, "merit key create", "a log", "日志")
WRITER = Use(ED25519, "merit key create --writer", "a writer", "写入者")
WITNESS = Use(COSIGNATURE, "merit witness key", "a witness", "见证人")


def create(file: Path, name: str, use: Use = LOG) -> SignerKey:
    """Make a key for the log, or whoever else, of this name. One that is there stays."""
    key = SignerKey(name, use.kind, secrets.token_bytes(KEY_SIZE))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError:
        raise SealingRefused(f"{file} is there already and stays.", f"{file} 已存在，未作改动。") from None
    with os.fdopen(handle, "w") as out:
        out.write(f"{key.secret()}\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def load(file: Path, use: Use = LOG) -> SignerKey:
    """Read the key, if nobody else can."""
    key: SignerKey | None
    try:
        if file.stat().st_mode & OTHERS:
            raise SealingRefused(f"Others can read {file}: chmod 400 it.", f"其他用户可读取 {file}：请执行 chmod 400。")
        key = SignerKey.parse(file.read_text().strip())
    except FileNotFoundError:
        raise SealingRefused(
            f"There is no key in {file}: make one with `{use.making} NAME`.",
            f"{file} 中没有密钥：请用 `{use.making} NAME` 创建。",
        ) from None
    except (Invalid, UnicodeDecodeError):
        key = None
    if key is None or key.type != use.kind:
        raise SealingRefused(f"{file} holds no key of {use.en}.", f"{file} 不是{use.zh}密钥。")
    return key


def successor(file: Path, name: str) -> SignerKey:
    """Give the key that comes next: a new one, or the one of a change that was cut short."""
    beside = file.with_name(file.name + NEXT)
    return load(beside) if beside.exists() else create(beside, name)


def replace(file: Path) -> None:
    """Let the next key take the place of this one, which is gone: nobody can sign with it again."""
    file.with_name(file.name + NEXT).replace(file)
