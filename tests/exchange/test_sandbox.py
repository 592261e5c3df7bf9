"""The child process that reads files from outside keeps its limits, whatever the file does to it."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.sandbox import CancelledError, Sandbox

TASKS = """
import os, sys, time
from finsam_desktop.domain.errors import OutsideFileError

def echo(path, *arguments):
    yield str(path)
    yield from arguments

def who(path):
    yield os.getpid()

def modules(path):
    yield sorted(sys.modules)

def hang(path):
    yield "begun"
    while True:
        time.sleep(0.01)

def swallow(path):
    held = []
    while True:
        held.append(bytearray(2**20))
        yield len(held)

def die(path):
    yield 1
    os.abort()

def fail(path):
    raise KeyError("unexpected")

def refuse(path):
    yield 1
    raise OutsideFileError("Filen är konstig.")

def object(path):
    yield float("nan")

def nonsense(path):
    import gc
    from multiprocessing.connection import Connection
    ours = next(one for one in gc.get_objects() if isinstance(one, Connection))
    ours.send_bytes(b"i[NaN]")
    yield 1

def half(path):
    import gc, struct
    from multiprocessing.connection import Connection
    ours = next(one for one in gc.get_objects() if isinstance(one, Connection))
    os.write(ours.fileno(), struct.pack("!i", 1000) + b"i")
    time.sleep(60)
    yield 1
"""
NAMES = ["echo", "who", "modules", "hang", "swallow", "die", "fail", "refuse", "object", "nonsense", "half"]
PATH = Path("fil.xlsx")
MakeSandbox = Callable[..., Sandbox]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeSandbox]:
    """`make(seconds=..., ...)`: a sandbox for the tasks above, ended with the test."""
    (tmp_path / "sandbox_tasks.py").write_text(TASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made: list[Sandbox] = []

    def build(**limits: float) -> Sandbox:
        made.append(Sandbox({name: f"sandbox_tasks:{name}" for name in NAMES}, **limits))
        return made[-1]

    yield build
    for one in made:
        one.close()


def test_answers_and_stays_for_the_next_file(make: MakeSandbox) -> None:
    sandbox = make()
    said = sandbox.run("echo", PATH, 1, "två", [3.5, None, True])
    assert said == [str(PATH.absolute()), 1, "två", [3.5, None, True]]
    assert sandbox.run("who", PATH) == sandbox.run("who", PATH)


def test_child_knows_neither_window_nor_database(make: MakeSandbox) -> None:
    (modules,) = make().run("modules", PATH)
    assert "finsam_desktop.exchange.sandbox" in modules
    assert not {"PySide6", "shiboken6", "sqlalchemy"} & set(modules)


def test_refusal_is_told_and_child_stays(make: MakeSandbox) -> None:
    sandbox = make()
    (child,) = sandbox.run("who", PATH)
    with pytest.raises(OutsideFileError, match=r"^Filen är konstig.$"):
        sandbox.run("refuse", PATH)
    assert sandbox.run("who", PATH) == [child]


@pytest.mark.parametrize("task", ["die", "fail", "object", "nonsense"])
def test_death_and_nonsense_are_a_refusal_and_the_next_file_is_read(make: MakeSandbox, task: str) -> None:
    sandbox = make()
    with pytest.raises(OutsideFileError, match=r"”fil.xlsx” går inte att läsa: den är skadad .* försök igen"):
        sandbox.run(task, PATH)
    assert sandbox.run("echo", PATH, 1)[1:] == [1]


@pytest.mark.parametrize("task", ["hang", "half"])
def test_time_is_limited(make: MakeSandbox, task: str) -> None:
    sandbox = make(seconds=0.5)
    sandbox.run("who", PATH)
    start = time.monotonic()
    with pytest.raises(OutsideFileError, match=r"”fil.xlsx” tar längre tid än"):
        sandbox.run(task, PATH)
    assert time.monotonic() - start < 5
    assert sandbox.run("echo", PATH, 1)[1:] == [1]


@pytest.mark.skipif(sys.platform == "darwin", reason="the watchdog there takes the time it takes")
def test_memory_is_limited(make: MakeSandbox) -> None:
    sandbox = make(memory=256 * 2**20)
    with pytest.raises(OutsideFileError, match=r"”fil.xlsx” tar mer minne"):
        sandbox.run("swallow", PATH)
    assert sandbox.run("echo", PATH, 1)[1:] == [1]


def test_cancelling_ends_the_reading(make: MakeSandbox) -> None:
    sandbox = make(seconds=60)
    gone = threading.Event()
    timer = threading.Timer(0.3, gone.set)
    timer.start()
    start = time.monotonic()
    with pytest.raises(CancelledError, match="avbröts"):
        sandbox.run("hang", PATH, cancelled=gone.is_set)
    timer.join()
    assert time.monotonic() - start < 20
    with pytest.raises(CancelledError):
        sandbox.run("echo", PATH, cancelled=lambda: True)


def test_idle_child_is_let_go(make: MakeSandbox) -> None:
    sandbox = make(idle=0.1)
    sandbox.warm()
    (child,) = sandbox.run("who", PATH)
    time.sleep(0.5)
    assert sandbox.run("who", PATH) != [child]


def test_two_threads_take_turns(make: MakeSandbox) -> None:
    sandbox = make()
    said: list[object] = []
    threads = [
        threading.Thread(target=lambda at=at: said.append(sandbox.run("echo", PATH, at)[1]))
        for at in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(map(str, said)) == ["0", "1", "2", "3"]
