"""Reads workbooks into the application: what was recognised, what would change, and the choices between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import Role, add_button, answer_buttons, fit, spaced, wrapped
from finsam_desktop.ui.import_choices import ImportChoices
from finsam_desktop.ui.import_lists import LineList, LinesModel
from finsam_desktop.ui.import_look import Look, Pasted, first_look, look
from finsam_desktop.ui.inputs import pause_timer
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.work import Worker

_WHERE = "I arbetsboken"


class ImportDialog(QDialog):
    """One workbook after the other: reading, preview, and one change through the session for each.

    `looks` are those that were taken in. The work is done by workers that belong to `keeper`, since a reader
    that was told to stop may come back after the dialog is gone.
    """

    taken = Signal(object)
    """A `Look` that is now in the application."""

    def __init__(
        self, session: Session, files: Sequence[Path | Pasted], keeper: QObject, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle("Läs in budget")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self._files, self._keeper = session, list(files), keeper
        self._total = len(self._files)
        self._look: Look | None = None
        self._busy = self._stale = False
        self._stopped = Event()
        self.title = wrapped("", self)
        self.title.setObjectName("import.title")
        self.title.setStyleSheet("font-weight: bold")
        self.message = wrapped("", self)
        self.message.setObjectName("import.message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = wrapped("", self)
        self.summary.setObjectName("import.summary")
        self.progress = QProgressBar(self)
        self.progress.setObjectName("import.progress")
        self.progress.setAccessibleName("Läser")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.choices = ImportChoices(session.application, self)
        self.choices.changed.connect(self._choose)
        self._timer = pause_timer(self, self._look_again)
        self._build_lists()
        self._build()
        self._read_next()

    # -- building --------------------------------------------------------------------------

    def _build_lists(self) -> None:
        self.changes = LineList(
            "import.changes",
            "Ändringar",
            LinesModel((_WHERE, "Går till", "Nu", "Nytt", "Att veta"), (2, 3)),
            1,
            "Inga ändringar.",
        )
        self.differences = LineList(
            "import.differences",
            "Skillnader",
            LinesModel((_WHERE, "Summa", "Arbetsbokens", "Ansökans"), (2, 3)),
            1,
            "Inga skillnader: de summor som arbetsboken har räknat är desamma som ansökans.",
        )
        self.unplaced = LineList(
            "import.unplaced",
            "Utan plats",
            LinesModel((_WHERE, "Rad", "Står där")),
            2,
            "Allt som läses ur arbetsboken har en plats i ansökan.",
        )
        self.problems = LineList(
            "import.problems", "Att se upp med", LinesModel(("Var", "Vad")), 1, "Inget att se upp med."
        )
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("import.lists")
        self.tabs.setAccessibleName("Vad inläsningen gör")
        for one in (self.changes, self.differences, self.unplaced, self.problems):
            self.tabs.addTab(one, one.title)

    def _build(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.summary)
        column.addWidget(self.tabs, 1)
        splitter = QSplitter(self)
        splitter.setObjectName("import.splitter")
        splitter.addWidget(self.choices)
        splitter.addWidget(right)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([30 * theme.STEP, 90 * theme.STEP])
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("import.pages")
        self.stack.addWidget(self.message)
        self.stack.addWidget(splitter)
        self.buttons = answer_buttons(self, ("take", "Läs in"))
        self.take, self.cancel = (self._button(name) for name in ("take", "cancel"))
        self.skip = add_button(self.buttons, "import.skip", "Hoppa över filen", Role.ActionRole)
        self.skip.clicked.connect(self._read_next)
        self.skip.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.buttons)
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(self.title)
        box.addWidget(self.stack, 1)
        box.addLayout(foot)
        fit(self, 140 * theme.STEP, 76 * theme.STEP)

    def _button(self, name: str) -> QPushButton:
        found = self.buttons.findChild(QPushButton, f"import.{name}")
        assert isinstance(found, QPushButton)
        return found

    # -- reading and looking ---------------------------------------------------------------

    def _read_next(self) -> None:
        """Begin with the next workbook, or be done."""
        if not self._files:
            super().accept()
            return
        path = self._files.pop(0)
        number = self._total - len(self._files)
        self.title.setText(path.name if self._total == 1 else f"{path.name} (fil {number} av {self._total})")
        self.message.setText(f"Läser {path.name} …")
        self.stack.setCurrentIndex(0)
        self._look = None
        self.choices.start()
        application = self.session.application.snapshot()
        editions = tuple(self.session.desk.editions())  # asked here: the desk is the window's own
        self._work(partial(first_look, path, application, self._stopped.is_set, editions))

    def _choose(self) -> None:
        """What the person chose shows in the lists when choosing rests."""
        self._timer.start()
        self._stale = True
        self._enable()

    def _look_again(self) -> None:
        if self._look and not self._busy:
            self._stale = False
            application = self.session.application.snapshot()
            self._work(partial(look, self._look.first, application, self.choices.picks.copy()))

    def _work(self, function: Callable[[], Look]) -> None:
        worker = Worker(self._keeper)
        worker.done.connect(self._show)
        worker.failed.connect(self._refuse)
        worker.finished.connect(worker.deleteLater)
        self._busy = True
        self._enable()
        worker.start(function)

    def _show(self, found: Look) -> None:
        self._busy, is_first = False, self._look is None
        self._look = found
        if self._stale:  # chosen otherwise meanwhile
            self._timer.start()
        else:
            self.choices.show_look(found)
        self.summary.setText(found.summary)
        for place, one in enumerate((self.changes, self.differences, self.unplaced, self.problems)):
            lines = (found.changes, found.differences, found.unplaced, found.problems)[place]
            one.show_lines(lines)
            self.tabs.setTabText(place, f"{one.title} ({len(lines)})")
        self.stack.setCurrentIndex(1)
        self._enable()
        if is_first:
            self.tabs.setCurrentIndex(0)
            (self.take if self.take.isEnabled() else self.tabs.tabBar()).setFocus()

    def _refuse(self, text: str) -> None:
        self._busy = False
        self.message.setText(f"{text}\n\nAnsökan är som den var.")
        self._enable()
        (self.skip if self.skip.isVisible() else self.cancel).setFocus()

    def _enable(self) -> None:
        waits = self._busy or self._stale
        self.progress.setVisible(waits)
        self.take.setEnabled(not waits and self._look is not None and self._look.proposal.change is not None)
        self.skip.setVisible(bool(self._files))
        self.skip.setEnabled(not self._busy)
        is_over = not waits and not self.take.isEnabled() and not self._files
        self.cancel.setText("Stäng" if is_over else "Avbryt")
        self.cancel.setAccessibleName(self.cancel.text())

    # -- answering -------------------------------------------------------------------------

    def accept(self) -> None:
        """Take the workbook in, as one step, and go on with the next."""
        if self.take.isEnabled() and self._look:
            self.session.apply(self._look.proposal.change)
            self.taken.emit(self._look)
            self._read_next()

    def done(self, result: int) -> None:
        """Closed one way or another: what is being read is let go."""
        self._stopped.set()
        super().done(result)
