"""Reads a form in Word into the application: what was found, what would change, and what had no place."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.errors import UserError
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped
from finsam_desktop.ui.import_lists import LineList, LinesModel
from finsam_desktop.ui.import_look import Line
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.word_changes import ChangeList
from finsam_desktop.ui.word_look import WordLook, word_look
from finsam_desktop.ui.work import Worker


class WordDialog(QDialog):
    """One document: reading, preview, and one change through the session.

    The work is done by a worker that belongs to `keeper`, since a reader that was told to stop may come back
    after the dialog is gone.
    """

    taken = Signal(object, object)
    """The `WordLook` and the `Change` that is now in the application."""

    def __init__(
        self, session: Session, path: Path, number: str, keeper: QObject, parent: QWidget | None = None
    ) -> None:
        """`number` says which of several files it is, empty for the only one."""
        super().__init__(parent)
        self.setObjectName("word")
        self.setWindowTitle("Läs in från Word")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session = session
        self._look: WordLook | None = None
        self._stopped = Event()
        self.title = wrapped(f"{path.name} {number}".strip(), self)
        self.title.setObjectName("word.title")
        self.title.setStyleSheet("font-weight: bold")
        self.message = wrapped(f"Läser {path.name} …", self)
        self.message.setObjectName("word.message")
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = wrapped("", self)
        self.summary.setObjectName("word.summary")
        self._build_lists()
        self._build()
        self._read(path, keeper)

    # -- building --------------------------------------------------------------------------

    def _build_lists(self) -> None:
        self.changes = ChangeList(self)
        self.changes.model.chosen_changed.connect(self._choose)
        self.left_over = LineList(
            "word.left_over",
            "Utan plats",
            LinesModel(("Står i dokumentet",)),
            0,
            "Allt som läses ur dokumentet har en plats i ansökan.",
        )
        self.problems = LineList(
            "word.problems", "Att se upp med", LinesModel(("Vad",)), 0, "Inget att se upp med."
        )
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("word.lists")
        self.tabs.setAccessibleName("Vad inläsningen gör")
        for one in (self.changes, self.left_over, self.problems):
            self.tabs.addTab(one, one.title)

    def _build(self) -> None:
        self.fill = QCheckBox("&Fyll bara i tomma fält", self)
        self.fill.setObjectName("word.fill")
        self.fill.setAccessibleName("Fyll bara i tomma fält")
        self.fill.setToolTip("Det som redan står i ansökan lämnas som det är.")
        self.fill.toggled.connect(self.changes.model.fill_only)
        self.all, self.none = (
            self._button(name, text, chosen)
            for name, text, chosen in (("all", "Välj &alla", True), ("none", "Välj &inga", False))
        )
        choices = QHBoxLayout()
        choices.addWidget(self.fill)
        choices.addStretch()
        choices.addWidget(self.all)
        choices.addWidget(self.none)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.summary)
        column.addLayout(choices)
        column.addWidget(self.tabs, 1)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("word.pages")
        self.stack.addWidget(self.message)
        self.stack.addWidget(page)
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(self.title)
        box.addWidget(self.stack, 1)
        box.addLayout(self._foot())
        fit(self, 120 * theme.STEP, 76 * theme.STEP)

    def _button(self, name: str, text: str, chosen: bool) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"word.{name}")
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        model = self.changes.model
        button.clicked.connect(lambda: model.choose(range(model.rowCount()), chosen))
        return button

    def _foot(self) -> QHBoxLayout:
        self.progress = QProgressBar(self)
        self.progress.setObjectName("word.progress")
        self.progress.setAccessibleName("Läser")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.buttons = answer_buttons(self, ("take", "Läs in"))
        self.take, self.cancel = (self._answer(name) for name in ("take", "cancel"))
        self.take.setEnabled(False)
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.buttons)
        return foot

    def _answer(self, name: str) -> QPushButton:
        found = self.buttons.findChild(QPushButton, f"word.{name}")
        assert isinstance(found, QPushButton)
        return found

    # -- reading and showing ---------------------------------------------------------------

    def _read(self, path: Path, keeper: QObject) -> None:
        worker = Worker(keeper)
        worker.done.connect(self._show)
        worker.failed.connect(self._refuse)
        worker.finished.connect(worker.deleteLater)
        application = self.session.application.snapshot()
        editions = tuple(self.session.desk.editions())  # asked here: the desk is the window's own
        worker.start(partial(word_look, path, application, editions, self._stopped.is_set))

    def _show(self, found: WordLook) -> None:
        self._look, proposal = found, found.proposal
        self.progress.hide()
        self.changes.show_found(proposal.found)
        self.left_over.show_lines(tuple(Line((text,)) for text in proposal.left_over))
        self.problems.show_lines(tuple(Line((text,), "warning") for text in proposal.problems))
        counts = (len(proposal.found), len(proposal.left_over), len(proposal.problems))
        for place, count in enumerate(counts):
            self.tabs.setTabText(place, f"{self.tabs.tabText(place)} ({count})")
        if proposal.problems:
            self.tabs.setTabIcon(2, theme.state_icon("warning"))
        for one in (self.fill, self.all, self.none):
            one.setVisible(bool(proposal.found))
        if not proposal.found and proposal.left_over:
            self.tabs.setCurrentWidget(self.left_over)
        self.stack.setCurrentIndex(1)
        (self.take if self.take.isEnabled() else self.tabs.tabBar()).setFocus()

    def _refuse(self, text: str) -> None:
        self.progress.hide()
        self.message.setText(f"{text}\n\nAnsökan är som den var.")
        self._say_close()
        self.cancel.setFocus()

    def _choose(self) -> None:
        """Show what the choices mean, and whether there is anything to take in."""
        if self._look is None:
            return
        taken = self._taken(self._look)
        self.summary.setText(self._look.summary(taken))
        self.take.setEnabled(bool(taken))
        if not self._look.proposal.found:
            self._say_close()

    def _taken(self, found: WordLook) -> list[tuple[str, ...]]:
        return found.taken(self.changes.model.chosen, fill=self.changes.model.fill)

    def _say_close(self) -> None:
        self.cancel.setText("Stäng")
        self.cancel.setAccessibleName("Stäng")

    # -- answering -------------------------------------------------------------------------

    def accept(self) -> None:
        """Take what is chosen in, as one step."""
        if self._look and self.take.isEnabled():
            change = self._look.proposal.taking(self._taken(self._look))
            try:
                for content in self._look.pictures(change):
                    self.session.desk.keep_content(content)
            except UserError as error:
                self.summary.setText(str(error))
                return
            self.session.apply(change)
            self.taken.emit(self._look, change)
            super().accept()

    def done(self, result: int) -> None:
        """Closed one way or another: what is being read is let go."""
        self._stopped.set()
        super().done(result)
