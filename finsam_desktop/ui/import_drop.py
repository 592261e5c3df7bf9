"""Files dropped anywhere on the window: forms from Word, workbooks with budgets, and applications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QWindow

from finsam_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from finsam_desktop.ui.workbench import Workbench

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_APPLICATIONS = (".json",)
BUDGETS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
FORMS = (".docx", ".docm", ".doc", ".odt", ".rtf")
"""As `book_read` and `word_open` have them, which need not be read before the first file comes."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped, by kind."""

    applications: tuple[Path, ...]
    documents: tuple[Path, ...]
    workbooks: tuple[Path, ...]
    others: tuple[Path, ...] = ()
    """Files that are not read this way."""

    @classmethod
    def sorted(cls, paths: Sequence[Path]) -> Dropped:
        """The files by what they are called."""
        kinds = (_APPLICATIONS, FORMS, BUDGETS)
        known = [tuple(path for path in paths if path.suffix.lower() in kind) for kind in kinds]
        others = tuple(path for path in paths if not any(path in one for one in known))
        return cls(known[0], known[1], known[2], others)

    @property
    def known(self) -> bool:
        """Whether any of the files is read this way."""
        return bool(self.applications or self.documents or self.workbooks)

    def untaken(self, *, is_open: bool) -> Iterator[str]:
        """What is not read, and what to do about it; `is_open` where there is an application to read into."""
        waiting = (*self.documents, *self.workbooks)
        if waiting and not is_open:
            yield (
                f"Öppna en ansökan först, och släpp sedan {_names(waiting)} på den. Då visas vad som skulle"
                " ändras innan något läses in."
            )
        if self.others:
            yield (
                f"{_names(self.others)} läses inte in. Här går det att släppa Word-filer, kalkylark och"
                " ansökningar i JSON. Andra filer bifogas på fliken för bilagor."
            )


class FileDrops(QObject):
    """Stands before the widgets of a window, since text fields would take a file's name as text."""

    dropped = Signal(object)
    """What was `Dropped`, of which something is known."""

    def __init__(
        self, window: QWindow, wanted: Callable[[], bool], take: Callable[[Dropped], None], parent: QObject
    ) -> None:
        """`wanted` says whether files are to be read in now, and not attached where they are dropped.

        `take` reads them when the program that they come from has been answered.
        """
        super().__init__(parent)
        self._wanted = wanted
        self.dropped.connect(take, Qt.ConnectionType.QueuedConnection)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent):
            return False
        found = files(event.mimeData())
        if not found.known or not self._wanted():
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # the original stays where it is
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(found)
        return True


def takes_files(bench: Workbench) -> bool:
    """Whether files that are dropped are to be read, and not attached where they are dropped."""
    return bench.editor is None or bench.editor.takes_workbooks()


def take_files(bench: Workbench, dropped: Dropped) -> None:
    """Show the applications; read the other files into the one that is open, or say what to do first."""
    told = []
    for path in dropped.applications:
        try:
            bench.load_file(path)
        except UserError as error:
            told.append(str(error))
    if bench.opened:
        bench.opened.read_files(dropped.documents, dropped.workbooks)
    told += dropped.untaken(is_open=bench.opened is not None)
    if told:
        bench.notice.say(" ".join(told), "warning")


def files(data: QMimeData) -> Dropped:
    """Files on this computer."""
    return Dropped.sorted([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])


def _names(paths: Iterable[Path]) -> str:
    *first, last = [path.name for path in paths]
    return f"{', '.join(first)} och {last}" if first else last
