"""Reading files from outside in a process of its own, with a limit on time and memory.

A file can be made so that its reader takes all memory, never ends, or dies. So it is a child process that
parses. It is started afresh ("spawn"), knows neither window nor database, and stays for the next file. It is
killed when it takes too long, when the person cancels, when it answers what cannot be, or after a while
without work. It answers with JSON alone: a child that a file has got the better of can say what it likes, and
still runs nothing here.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.sandbox_limits import limit_memory

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

SECONDS = 20.0
"""How long one file may take."""
MEMORY = 2**30
"""Bytes that the child may use."""
IDLE_SECONDS = 120.0
"""How long the child is kept without work."""
START_SECONDS = 60.0
MAX_ANSWER = 512 * 2**20
"""Bytes of all that the child says of one file."""
TASKS: Mapping[str, str] = {
    "book": "finsam_desktop.exchange.book_child:items",
    "signed": "finsam_desktop.exchange.signed_child:items",
    "annex": "finsam_desktop.exchange.annex_child:items",
    "picture": "finsam_desktop.exchange.picture_child:items",
    "word": "finsam_desktop.exchange.word_read:items",
}
"""What the child can do: `module:function`, called with the path and plain arguments, yields plain data."""
_BEAT = 0.05
_LONG, _REST = 0.1, 0.25
"""Seconds after which a file has left much to clear away, and in which the next one may follow."""
_OUT_OF_MEMORY = 86
_READY, _ITEM, _REFUSED, _DONE = b"+", b"i", b"r", b"."


class CancelledError(OutsideFileError):
    """The person did not want to wait for the file."""


def never() -> bool:
    """Nobody cancels."""
    return False


class Sandbox:
    """One child process at a time. All methods may be called from any thread."""

    def __init__(
        self,
        tasks: Mapping[str, str],
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._tasks, self._seconds, self._memory, self._idle = dict(tasks), seconds, memory, idle
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._retirement: threading.Timer | None = None

    def run(self, task: str, path: Path, *arguments: Any, cancelled: Callable[[], bool] = never) -> list[Any]:
        """What the function `task` of the table yields for the file, as JSON gives it back.

        `arguments` are plain data. Raises `OutsideFileError`, in the task's own words or in those of the
        limit that was passed, and `CancelledError` soon after `cancelled()` has become true.
        """
        request = json.dumps([task, os.path.abspath(path), arguments]).encode()
        while not self._lock.acquire(timeout=_BEAT):
            _check(cancelled)
        try:
            child = self._take(path)
            with child:
                child.wait_until_ready(path, cancelled)
                items, refusal = child.ask(request, path, self._seconds, cancelled)
                self._keep(child)
        finally:
            self._lock.release()
        if refusal:
            raise OutsideFileError(refusal)
        return items

    def warm(self) -> None:
        """Start the child, so that the first file need not wait for that; returns at once."""
        if self._lock.acquire(blocking=False):
            try:
                self._keep(self._take(Path()))
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the child, if there is one; the next `run` starts another."""
        with self._lock:
            self._take_old()

    def _take(self, path: Path) -> _Child:
        """The child that is kept, or a new one; from now on nobody's but the caller's."""
        old, self._child = self._child, None
        if self._retirement:
            self._retirement.cancel()
            self._retirement = None
        if old and old.process.is_alive():
            return old
        if old:
            old.kill()
        try:
            return _Child(self._tasks, self._memory)
        except OSError:
            raise OutsideFileError(_no_start(path)) from None

    def _take_old(self) -> None:
        if self._child:
            self._take(Path()).kill()

    def _keep(self, child: _Child) -> None:
        child.kept = True
        self._child = child
        self._retirement = threading.Timer(self._idle, self.close)
        self._retirement.daemon = True
        self._retirement.start()


class _Child:
    """A child process and our end of the pipe to it. Left by an error, it is killed."""

    def __init__(self, tasks: Mapping[str, str], memory: int) -> None:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, tasks, memory), name="finsam-reader", daemon=True
        )
        self.kept = False
        self._ready = False
        try:
            self.process.start()
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()

    def __enter__(self) -> None:
        self.kept = False

    def __exit__(self, *_: object) -> None:
        if not self.kept:
            self.kill()

    def kill(self) -> int:
        """End the process, however it stands with it; returns its exit status."""
        self.connection.close()
        self.process.kill()
        self.process.join()
        status = self.process.exitcode or 0
        self.process.close()
        return status

    def wait_until_ready(self, path: Path, cancelled: Callable[[], bool]) -> None:
        """The start is not of the file's doing, and does not count in its time."""
        if not self._ready:
            try:
                self._ready = next(self._frames(START_SECONDS, cancelled)) == _READY
            except (EOFError, OSError, TimeoutError):
                raise OutsideFileError(_no_start(path)) from None

    def ask(
        self, request: bytes, path: Path, seconds: float, cancelled: Callable[[], bool]
    ) -> tuple[list[Any], str]:
        """The items of the answer, or what the child says against the file."""
        items: list[Any] = []
        name = f"Filen ”{path.name}”"
        try:
            self.connection.send_bytes(request)
            for frame in self._frames(seconds, cancelled):
                kind, data = frame[:1], frame[1:]
                if kind == _DONE:
                    return items, ""
                if kind == _REFUSED:
                    return [], data.decode()
                items.append(json.loads(data, parse_constant=_no_constant))
        except TimeoutError:
            raise OutsideFileError(
                f"{name} tar längre tid än {seconds:.0f} sekunder att läsa, och läses därför inte."
                " Ta bort det som inte behövs ur den, spara den på nytt och försök igen."
            ) from None
        except (OSError, EOFError, ValueError, RecursionError):  # dead, or not in our language
            pass
        self.process.join(1)
        if self.process.exitcode == _OUT_OF_MEMORY:
            raise OutsideFileError(
                f"{name} tar mer minne att läsa än vad en sådan fil behöver, och läses därför inte."
                " Ta bort det som inte behövs ur den, spara den på nytt och försök igen."
            )
        raise OutsideFileError(
            f"{name} går inte att läsa: den är skadad eller byggd på ett sätt som programmet inte klarar."
            " Öppna den i sitt program, spara den på nytt och försök igen."
        )

    def _frames(self, seconds: float, cancelled: Callable[[], bool]) -> Iterator[bytes]:
        """What the child says, one frame at a time.

        Raises `TimeoutError` when the time is out; a child that stops within a frame is killed by then.
        """
        end, left = time.monotonic() + seconds, MAX_ANSWER
        watchdog = threading.Timer(seconds, self.process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            while True:
                _check(cancelled)
                if time.monotonic() > end:
                    raise TimeoutError
                if self.connection.poll(_BEAT):
                    try:
                        frame = self.connection.recv_bytes(left)
                    except (EOFError, OSError):
                        if time.monotonic() > end:
                            raise TimeoutError from None
                        raise
                    left -= len(frame)
                    yield frame
        finally:
            watchdog.cancel()


def _check(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise CancelledError("Läsningen av filen avbröts. Inget har ändrats.")


def _no_start(path: Path) -> str:
    return (
        f"Filen ”{path.name}” kunde inte läsas, för datorn kunde inte starta den del av programmet som läser"
        " filer. Stäng andra program och försök igen."
    )


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and its like are no JSON


def _serve(connection: Connection, tasks: Mapping[str, str], memory: int) -> None:
    """The child's life: a request, an answer, until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the parent's matter
    limit_memory(memory, _OUT_OF_MEMORY)
    gc.disable()  # a million cells make it run over and over for nothing; there is time for it afterwards
    connection.send_bytes(_READY)
    try:
        began = time.monotonic()
        while True:
            # What a small file leaves can wait until nobody does.
            if time.monotonic() - began > _LONG or not connection.poll(_REST):
                gc.collect()
            task, path, arguments = json.loads(connection.recv_bytes())
            began = time.monotonic()
            module, _, function = tasks[task].partition(":")
            try:
                for item in getattr(importlib.import_module(module), function)(Path(path), *arguments):
                    connection.send_bytes(_ITEM + json.dumps(item, allow_nan=False).encode())
                connection.send_bytes(_DONE)
            except OutsideFileError as refusal:
                connection.send_bytes(_REFUSED + str(refusal).encode())
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # nothing that needs memory can be trusted to run
    except (EOFError, BrokenPipeError, ConnectionResetError):
        sys.exit()


_SANDBOX = Sandbox(TASKS)
run = _SANDBOX.run
warm = _SANDBOX.warm
close = _SANDBOX.close
