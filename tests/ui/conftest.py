"""What the tests of the window share: the sample, a store in memory, a window on a real workspace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from finsam_desktop import app, paths
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.domain.versions import Version
from finsam_desktop.editions import Catalogue
from finsam_desktop.ui.picture_dialog import PictureDialog
from finsam_desktop.ui.rich_editor import RichEditor
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.window import MainWindow
from finsam_desktop.ui.workbench import Workbench


class MemoryStore:
    """Keeps what it is given; `broken` makes it refuse."""

    def __init__(self) -> None:
        self.saved: list[list[Change]] = []
        self.broken = False

    def save(self, application: Application, changes: Sequence[Change]) -> None:
        if self.broken:
            raise StorageError("Disken är full.")
        self.saved.append(list(changes))

    def versions(self, application_id: str) -> list[Version]:
        return []


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue([paths.forms_dir()])


@pytest.fixture
def sample(catalogue: Catalogue) -> Application:
    path = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    return from_json(data, lambda name: catalogue.get(name).edition)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def session(qapp: object, sample: Application, store: MemoryStore) -> Session:
    return Session(sample, store)


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    """The program's own words and colours."""
    app.dress(qapp)


@pytest.fixture
def window(shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The content of a main window on a new workspace, shown."""
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    frame = MainWindow()
    made = app.make_workbench(frame, Settings(tmp_path / "window.ini"))
    frame.resize(1366, 768)
    shown(frame)
    app.open_workspace(made, tmp_path / "test.finsam")
    return made


@pytest.fixture
def open_window(window: Workbench) -> Workbench:
    """The window with the sample application open."""
    window.open_sample()
    return window


@pytest.fixture
def write() -> Callable[[QWidget, str], None]:
    """Types text into a widget; unlike `qtbot.keyClicks` it knows å, ä and ö."""

    def type_text(widget: QWidget, text: str) -> None:
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(widget, event)

    return type_text


@pytest.fixture
def shown(qtbot) -> Callable[[QWidget], QWidget]:
    """Shows a widget in a window that is active, so that it can have the focus."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        with qtbot.waitActive(widget):
            pass
        return widget

    return show


class Shelf:
    """Keeps pictures in memory; `full` makes it refuse."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.full = False

    def keep_content(self, content: bytes) -> str:
        if self.full:
            raise StorageError("Disken är full.")
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = content
        return digest

    def content(self, digest: str) -> bytes:
        if digest not in self.kept:
            raise StorageError("Den saknas.")
        return self.kept[digest]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def editor(shown: Any, shelf: Shelf) -> RichEditor:
    editor = RichEditor("f", "Text")
    editor.keep_pictures(shelf)
    editor.resize(500, 600)
    return shown(editor)


@pytest.fixture
def told(editor: RichEditor) -> list[str]:
    said: list[str] = []
    editor.told.connect(said.append)
    return said


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the person writes in the dialogs, one after the other; None gives it up."""
    given: list[str | None] = []

    def answer(dialog: PictureDialog) -> bool:
        words = given.pop(0)
        if words is not None:
            dialog.alt.setText(words)
        return words is not None

    monkeypatch.setattr(PictureDialog, "exec", answer)
    return given
