"""The files that go with the application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import edits, signing
from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import UserError
from finsam_desktop.exchange.files import write_atomically
from finsam_desktop.ui import theme
from finsam_desktop.ui.file_copies import can_be_opened, copy_to_open, safe_name
from finsam_desktop.ui.labels import heading, muted
from finsam_desktop.ui.page_tabs import PageTab
from finsam_desktop.ui.session import Session

_HELP = """Bifoga det som ska följa med ansökan, till exempel avsiktsbrev eller en rapport.
Filerna sparas tillsammans med ansökan som de är nu; det som ändras i originalen efteråt kommer inte med.
En fil med en parts underskrift står också här, men är ingen bilaga till ansökan.
Program öppnas inte härifrån: spara en kopia av en sådan fil."""
_EMPTY = "Inga filer ännu. Dra hit filer, eller välj Bifoga fil."
_BLOCKED = "Filer av den här sorten kan köra program och öppnas inte härifrån. Spara en kopia i stället."


class FileList(QTreeWidget):
    """Names, sizes and what they are; files can be dropped on it."""

    files_dropped = Signal(list)
    """Paths."""
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments.list")
        self.setAccessibleName("Bifogade filer")
        self.setHeaderLabels(["Namn", "Storlek", "Vad det är"])
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.setRootIsDecorated(False)
        self.setStyleSheet("QTreeView::item { padding: 4px 6px; }")
        self.setUniformRowHeights(True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take_files(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take_files(event)

    def _take_files(self, event: QDragMoveEvent) -> None:
        if _files(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)  # the original stays where it is
        event.accept()
        self.files_dropped.emit(_files(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)


def files_state(application: Application) -> tuple[str, str]:
    """The mark of the tab, and how many files there are in words."""
    files = len(application.attachments)
    signed = files - len(signing.annexes(application))
    words = f"{files} {'fil' if files == 1 else 'filer'}" if files else "inga filer"
    return "ok" if files else "", f"{words}, varav {signed} med underskrift" if signed else words


def _is_shown(path: tuple[str, ...]) -> bool:
    """Whether the list shows what is at the path: files, and whose signatures they hold."""
    return path[0] in ("attachments", "parties") or (
        path[0] == "party" and path[-1] in ("scan", "organisation")
    )


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class AttachmentsPage(QWidget):
    """The list of attached files and what can be done with them."""

    help_requested = Signal(str, str)
    told = Signal(str)

    def __init__(self, session: Session, tab: PageTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.title = session, tab.title
        self.setObjectName(tab.id)
        self.setAccessibleName(tab.title)
        self.files = FileList(self)
        self.empty = muted(_EMPTY)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for name, icon, text, slot in (
            ("attach", "plus", "Bifoga fil…", self.attach),
            ("open", "folder-open", "Öppna", self.open_file),
            ("save", "save", "Spara kopia…", self.save_copy),
            ("up", "arrow-up", "Flytta upp", partial(self.move_file, -1)),
            ("down", "arrow-down", "Flytta ner", partial(self.move_file, 1)),
            ("remove", "trash-2", "Ta bort", self.remove),
        ):
            row.addWidget(self._button(name, icon, text, slot))
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP)
        box.setSpacing(theme.STEP)
        box.addWidget(heading(tab.title, "attachments.title"))
        box.addLayout(row)
        box.addWidget(self.empty)
        box.addWidget(self.files, 1)
        self.files.setFrameShape(QFrame.Shape.StyledPanel)
        self.files.files_dropped.connect(self.add)
        self.files.remove_requested.connect(self.remove)
        self.files.itemActivated.connect(lambda *_: self.open_file())
        self.files.currentItemChanged.connect(lambda *_: self._enable())
        session.changed.connect(self._changed)
        self._show()

    def _button(self, name: str, icon: str, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, self)
        button.setObjectName(f"attachments.{name}")
        button.setAccessibleName(text.rstrip("…"))
        button.clicked.connect(lambda: self._guarded(slot))
        self.buttons[name] = button
        return button

    def _guarded(self, function: Callable[[], None]) -> None:
        try:
            function()
        except UserError as error:
            self.told.emit(str(error))

    # -- what is shown ---------------------------------------------------------------------

    def _changed(self, change: Change, _: object) -> None:
        if any(_is_shown(path) for path in change.paths):
            self._show()

    def _show(self) -> None:
        """Show the files as they are, with the same one current as before, or the one in its place."""
        chosen, place = self._current_id(), self.files.currentIndex().row()
        self.files.clear()
        for one in self.session.application.attachments:
            size = QLocale().formattedDataSize(one.size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
            whose = signing.listed(signing.signed_with(self.session.application, one.id))
            item = QTreeWidgetItem([one.name, size, f"Underskrift: {whose}" if whose else "Bilaga"])
            item.setToolTip(0, one.name)
            item.setToolTip(2, item.text(2))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, one.id)
            self.files.addTopLevelItem(item)
        self.empty.setVisible(not self.session.application.attachments)
        ids = [one.id for one in self.session.application.attachments]
        if ids:
            row = ids.index(chosen) if chosen in ids else min(max(place, 0), len(ids) - 1)
            self.files.setCurrentIndex(self.files.model().index(row, 0))
        self._enable()

    def _current_id(self) -> str:
        item = self.files.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def current(self) -> Attachment | None:
        """The file that is chosen in the list."""
        chosen = self._current_id()
        return next((one for one in self.session.application.attachments if one.id == chosen), None)

    def _enable(self) -> None:
        chosen = self.current()
        place = self.files.currentIndex().row()
        allowed = {
            "open": bool(chosen and can_be_opened(chosen.name)),
            "save": bool(chosen),
            "remove": bool(chosen),
            "up": place > 0,
            "down": 0 <= place < self.files.topLevelItemCount() - 1,
        }
        for name, wanted in allowed.items():
            self.buttons[name].setEnabled(wanted)
        self.buttons["open"].setToolTip(_BLOCKED if chosen and not allowed["open"] else "")

    # -- what can be done ------------------------------------------------------------------

    def attach(self) -> None:
        """Choose files and attach them."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Bifoga fil", "", "Alla filer (*)")
        self.add(Path(one) for one in chosen)

    def add(self, paths: Iterable[Path]) -> None:
        """Attach the files as one step; those that cannot be kept are told of, and the others come in."""
        kept, refused = [], []
        for path in paths:
            try:
                kept.append(self.session.desk.keep_file(path))
            except UserError as error:
                refused.append(str(error))
        self.session.apply(edits.add_attachments(self.session.application, kept))
        if kept:
            self.go_to(("attachments", kept[-1].id))
        if refused:
            self.told.emit(" ".join(refused))

    def open_file(self) -> None:
        """Open a copy of the file in the program that the computer has for it."""
        chosen = self.current()
        if chosen is None:
            return
        if not can_be_opened(chosen.name):
            self.told.emit(_BLOCKED)
            return
        path = copy_to_open(chosen, self.session.desk.content(chosen.digest))
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(f"Datorn har inget program för {chosen.name}. Spara en kopia i stället.")

    def save_copy(self) -> None:
        """Write the file where the person wants it."""
        if chosen := self.current():
            name, _ = QFileDialog.getSaveFileName(self, "Spara kopia", safe_name(chosen.name))
            if name:
                write_atomically(Path(name), self.session.desk.content(chosen.digest))
                self.told.emit(f"Filen {Path(name).name} är sparad.")

    def move_file(self, step: int) -> None:
        """Move the file up or down in the list."""
        if chosen := self.current():
            self.session.apply(edits.move_attachment(self.session.application, chosen.id, step))

    def remove(self) -> None:
        """Take the file out of the application."""
        if chosen := self.current():
            whose = signing.listed(signing.signed_with(self.session.application, chosen.id))
            self.session.apply(edits.remove_attachment(self.session.application, chosen.id))
            words = f" Den var filen med underskrift för {whose}; datumet står kvar." if whose else ""
            self.session.told.emit(f"{chosen.name} är borttagen.{words}")

    # -- the editor's wishes ---------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.help_requested.emit(self.title, _HELP)

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page."""
        return [*self.buttons.values(), self.files]

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Show the list and the file of the path, if it names one."""
        for row in range(self.files.topLevelItemCount()):
            item = self.files.topLevelItem(row)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) in path[1:]:
                self.files.setCurrentItem(item)
        self.files.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
