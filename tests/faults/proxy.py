"""A proxy between a ledger and PostgreSQL that cuts, swallows and resets on command."""

import asyncio
import contextlib
import threading
from enum import Enum
from pathlib import Path
from typing import Self

from faults.wire import ClientStream
from psycopg.conninfo import conninfo_to_dict, make_conninfo

BLOCK = 65_536


class Fault(Enum):
    """What happens to an append, or to everything."""

    NONE = "everything passes"
    CUT_REPLY = "the append is stored, its reply is lost"
    CUT_RACE = "the append is sent and cut off at once: it may be running while it is sent again"
    CUT_BEFORE = "the append never arrives"
    BLACKHOLE = "nothing passes, and nobody is told"


class Proxy:
    """Listens on a Unix socket in a folder of its own, on a thread of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        parameters = conninfo_to_dict(url)
        self._host, self._port = str(parameters["host"]), str(parameters.get("port") or 5432)
        self._folder = folder
        self.url = make_conninfo(url, host=str(folder))
        self.fault = Fault.NONE
        # How many appends are still to be hurt, and how many were.
        self.armed = 0
        self.hurt = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._listening.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    def arm(self, fault: Fault, appends: int = 1) -> None:
        """Hurt the next appends."""
        self.fault, self.armed = fault, appends

    def reset(self) -> None:
        """Cut every connection there is."""
        done = threading.Event()
        self._loop.call_soon_threadsafe(self._cut_all)
        self._loop.call_soon_threadsafe(done.set)
        assert done.wait(10)

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await asyncio.start_unix_server(self._connected, self._folder / f".s.PGSQL.{self._port}")
        self._listening.set()
        await self._over.wait()
        server.close()
        self._cut_all()
        # Whoever was being served notices the cut and ends.
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind_reader, behind_writer = await self._open()
        except OSError:
            writer.close()
            return
        ends = {writer, behind_writer}
        self._writers |= ends
        cut = asyncio.Event()
        with contextlib.suppress(OSError):
            await asyncio.gather(
                self._there(reader, behind_writer, cut), self._back(behind_reader, writer, cut), return_exceptions=True
            )
        self._writers -= ends
        for end in ends:
            end.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, int(self._port))

    async def _there(self, reader: asyncio.StreamReader, behind: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        stream = ClientStream()
        while said := await reader.read(BLOCK):
            if stream.appends(said) and self.armed:
                self.armed -= 1
                self.hurt += 1
                cut.set()
                if self.fault is not Fault.CUT_BEFORE:
                    behind.write(said)
                    await behind.drain()
                if self.fault is not Fault.CUT_REPLY:
                    break
            elif self.fault is not Fault.BLACKHOLE:
                behind.write(said)
                await behind.drain()
        behind.close()

    async def _back(self, behind: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        """A reply is sent when the commit is on disk, so whoever cuts here cuts after the commit."""
        while (said := await behind.read(BLOCK)) and not cut.is_set():
            if self.fault is not Fault.BLACKHOLE:
                writer.write(said)
                await writer.drain()
        writer.close()

    def _cut_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
