"""Forms that were filled in in Word: what is asked for, and what is said of it after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from finsam_desktop.exchange import sandbox
from finsam_desktop.ui.notice import UNDO_OFFER, NoticeBar
from finsam_desktop.ui.review_window import ReviewWindow
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings

if TYPE_CHECKING:  # read when the first document comes
    from finsam_desktop.domain.change import Change
    from finsam_desktop.ui.word_dialog import WordDialog
    from finsam_desktop.ui.word_look import WordLook


def choose_document(parent: QWidget, folder: str) -> Path | None:
    """Ask for a form that was filled in in Word."""
    kinds = "Word-dokument (*.docx)"
    chosen, _ = QFileDialog.getOpenFileName(parent, "Läs in från Word", folder, kinds)
    return Path(chosen) if chosen else None


class WordImporter(QObject):
    """Reads forms in Word into the open application."""

    undo_requested = Signal()
    shown = Signal(object)
    """Paths in the application that were changed."""
    finished = Signal()
    """All documents that were to be read are done with, one way or another."""

    def __init__(
        self, session: Session, notice: NoticeBar, settings: Settings, widget: QWidget, parent: QObject
    ) -> None:
        """`widget` is what the dialogs stand before, and keeps the workers, which may outlive the parent."""
        super().__init__(parent)
        self.session, self._notice, self._settings, self._widget = session, notice, settings, widget
        self.dialog: WordDialog | None = None
        self._files: list[Path] = []
        self._total = 0
        self._taken: list[tuple[WordLook, Change]] = []

    def let_go(self) -> None:
        """The application is put away."""
        self.blockSignals(True)
        self._files = []
        if self.dialog:
            self.dialog.reject()

    def choose(self) -> None:
        """Ask for a document and read it."""
        sandbox.warm()
        path = choose_document(self._widget, self._settings.export_folder)
        if path:
            self._settings.export_folder = str(path.parent)
            self.read(path)

    def read(self, *paths: Path) -> None:
        """Read the documents, one after the other, with a preview of each."""
        if self.dialog or not paths:
            return
        self.session.flush_requested.emit()
        self._files, self._total, self._taken = list(paths), len(paths), []
        self._read_next()

    def _read_next(self) -> None:
        from finsam_desktop.ui.word_dialog import WordDialog

        path = self._files.pop(0)
        number = f"(fil {self._total - len(self._files)} av {self._total})" if self._total > 1 else ""
        self.dialog = WordDialog(self.session, path, number, self._widget, self._widget)
        self.dialog.taken.connect(lambda look, change: self._taken.append((look, change)))
        self.dialog.finished.connect(self._finish)
        self.dialog.open()

    def _finish(self) -> None:
        self.dialog = None
        if self._files:
            self._read_next()
            return
        if self._taken:
            self._tell(self._taken)
        self.finished.emit()

    def _tell(self, taken: Sequence[tuple[WordLook, Change]]) -> None:
        text = " ".join(f"Läste in {look.file_name}. {_changed(look, change)}" for look, change in taken)
        if len(taken) > 1:
            text += " Varje fil är ett eget steg att ångra."
        actions: dict[str, tuple[str, Callable[[], object]]] = {
            "undo": ("Ångra", lambda: self.undo_requested.emit())
        }
        several = len(taken) > 1
        lines = [
            f"{look.file_name}: {line}" if several else line
            for look, _ in taken
            for line in look.proposal.left_over
        ]
        if lines:
            actions["unplaced"] = ("Visa det som inte fick plats", partial(self._review, lines))
        self.shown.emit(list(taken[-1][1].paths))
        self._notice.say(text, "ok", topic=UNDO_OFFER, **actions)

    def _review(self, lines: Sequence[str]) -> None:
        intro = "Det här står i dokumentet men har ingen plats i ansökan. För in det för hand om det behövs."
        ReviewWindow("Utan plats", intro, lines, self._widget).show_beside(self._widget.window())


def _changed(look: WordLook, change: Change) -> str:
    fields = len({one.path for one in look.proposal.found} & set(change.paths))
    return "Ett fält ändrades." if fields == 1 else f"{fields} fält ändrades."
