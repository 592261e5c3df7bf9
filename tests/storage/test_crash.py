"""A program that is killed while it saves has lost nothing that it had been told was saved."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from finsam_desktop.domain.application import Application
from finsam_desktop.storage import records
from finsam_desktop.storage.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def save_until_killed(path: Path, application_id: str, wanted: int) -> int:
    """The number of the last change that the killed program knew to be saved."""
    command = [sys.executable, str(Path(__file__).with_name("saver.py")), str(path), application_id]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(wanted)]
        child.kill()
        told += child.stdout
    return int(max((line for line in told if line.endswith("\n")), key=int))


def test_killed_in_the_middle(path: Path, stored: Application) -> None:
    for wanted in (1, 30, 200):
        known = save_until_killed(path, stored.id, wanted)
        with closing(Workspace.open(path)) as workspace:
            found = workspace.load(stored.id)
            history = workspace.history(stored.id)
        total = len(history) - 1
        assert total in (known, known + 1)
        assert found.name == f"Nr {total}"
        assert found.cell("detailed", "rent", f"party:{stored.budget_parties[0]}") == total
        replayed = records.blank(stored.edition, stored.id)
        for change in history:
            change.apply(replayed)
        assert replayed == found
