"""How the application stands to what was frozen, the frozen versions, and who has signed them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from finsam_desktop.domain.compare import differences
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.freezing import State
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.flow import FlowLayout
from finsam_desktop.ui.labels import heading
from finsam_desktop.ui.page_tabs import PageTab
from finsam_desktop.ui.review_window import ReviewWindow
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signing_overview import SigningOverview
from finsam_desktop.ui.version_lists import DifferenceList, VersionList

_HELP = """När ansökan är klar fastställs den för underskrift. Då sparas en version som aldrig ändras, med
innehållet, en PDF, tidpunkten och ett fingeravtryck. Fingeravtrycket står på varje sida, så att ett
underskrivet papper kan jämföras med det som fastställdes. Det som ändras efteråt är en arbetskopia, som
behöver en ny version och nya underskrifter."""
_MEANING = {
    "draft": (
        "Inget är fastställt ännu. När ansökan är klar, välj Fastställ för underskrift. Då sparas innehållet"
        " och en PDF som version 1, och det är den som skrivs under. Du kan fortsätta att ändra efteråt."
    ),
    "frozen": (
        "Skriv ut version {0} eller skicka dess PDF för underskrift. Det du ändrar från och med nu blir en"
        " arbetskopia; version {0} är kvar som den är."
    ),
    "changed": (
        "Det som står på de andra flikarna är en arbetskopia. Version {0} är kvar som den är. Ångra"
        " ändringarna, eller fastställ en ny version som skrivs under på nytt."
    ),
}
_MARKS = {"draft": "", "frozen": "ok", "changed": "warning"}


class VersionsPage(QScrollArea):
    """The tab Versioner."""

    help_requested = Signal(str, str)
    told = Signal(str)
    requested = Signal(str, tuple)
    """A method of what is open, and its arguments."""
    place_requested = Signal(object)
    """The path of a place to go to."""

    def __init__(self, session: Session, tab: PageTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.title = session, tab.title
        self.setObjectName(tab.id)
        self.setAccessibleName(tab.title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.buttons: dict[str, QPushButton] = {}
        self._differences: list[str] = []
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 3 * theme.STEP)
        box.setSpacing(theme.STEP)
        box.addWidget(heading(tab.title, "versions.title"))
        box.addLayout(self._make_state())
        self.meaning = wrapped("", self)
        self.meaning.setMaximumWidth(theme.line_width(self.fontMetrics()))
        box.addWidget(self.meaning)
        self.changes = self._make_changes()
        self.frozen = self._make_versions()
        self.signing = self._make_signing()
        for part in (self.changes, self.frozen, self.signing):
            box.addSpacing(theme.STEP)
            box.addWidget(part)
        box.addStretch(1)
        self.setWidget(column)
        session.versioning.changed.connect(self._changed)
        self._show()

    # -- building --------------------------------------------------------------------------

    def _make_state(self) -> QHBoxLayout:
        self.mark = QLabel(self)
        self.state = QLabel(self)
        self.state.setObjectName("versions.state")
        self.state.setStyleSheet("font-weight: bold")
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        row.addWidget(self.mark)
        row.addWidget(self.state)
        row.addSpacing(2 * theme.STEP)
        freeze = self._button("freeze", "lock", "Fastställ för underskrift…", self._ask("versions.freeze"))
        row.addWidget(freeze)
        row.addStretch()
        return row

    def _make_changes(self) -> QWidget:
        """What differs from the newest version, where anything does."""
        part = QWidget(self)
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        self.changes_title = heading("", "versions.differences.title")
        self.differences = DifferenceList(part)
        self.differences.place_requested.connect(self.place_requested)
        row = QHBoxLayout()
        row.addWidget(self._button("copy", "copy", "Kopiera listan", self.copy_differences))
        row.addStretch()
        box.addWidget(self.changes_title)
        box.addWidget(self.differences)
        box.addLayout(row)
        return part

    def _make_versions(self) -> QWidget:
        """The frozen versions and what can be done with the chosen one."""
        part = QWidget(self)
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        self.versions = VersionList(part)
        buttons = QWidget(part)
        row = FlowLayout(buttons, theme.STEP)
        for name, icon, text in (
            ("print_version", "printer", "Skriv ut…"),
            ("export_version", "file-down", "Spara PDF…"),
            ("export_dossier", "file-text", "Spara dossier…"),
            ("export_archive", "archive", "Spara arkiv…"),
        ):
            row.addWidget(self._button(name, icon, text, self._ask_of_version(f"paper.{name}")))
        row.addWidget(self._button("compare", "list", "Visa skillnader", self.compare))
        box.addWidget(heading("Fastställda versioner", "versions.list.title"))
        box.addWidget(self.versions)
        box.addWidget(buttons)
        return part

    def _make_signing(self) -> QWidget:
        """Who has signed the newest version, and who is missing."""
        part = QWidget(self)
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        self.overview = SigningOverview(self.session, part)
        self.overview.told.connect(self.told)
        self.overview.requested.connect(self.requested)
        self.overview.place_requested.connect(self.place_requested)
        box.addWidget(heading("Underskrifter", "versions.signing.title"))
        box.addWidget(self.overview)
        return part

    def _button(self, name: str, icon: str, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, self)
        button.setObjectName(f"versions.{name}")
        button.setAccessibleName(text.rstrip("…"))
        button.clicked.connect(lambda: slot())
        self.buttons[name] = button
        return button

    def _ask(self, method: str) -> Callable[[], None]:
        return lambda: self.requested.emit(method, ())

    def _ask_of_version(self, method: str) -> Callable[[], None]:
        return lambda: self.requested.emit(method, (self.versions.number,))

    # -- what is shown ---------------------------------------------------------------------

    def _changed(self) -> None:
        if self.isVisible():  # else it is shown when the tab is
            self._show()

    def _show(self) -> None:
        versioning = self.session.versioning
        state = versioning.state
        self.mark.setPixmap(theme.state_icon(_MARKS[state.kind]).pixmap(16, 16))
        self.state.setText(f"{state}.")
        self.meaning.setText(_MEANING[state.kind].format(state.number))
        self.buttons["freeze"].setEnabled(state.kind != "frozen")
        self.buttons["freeze"].setToolTip(
            "" if state.kind != "frozen" else f"Inget har ändrats sedan version {state.number} fastställdes."
        )
        self._show_differences(state)
        self.frozen.setVisible(bool(state.number))
        self.versions.show_versions(versioning.versions)

    def _show_differences(self, state: State) -> None:
        self._differences = [str(one) for one in state.differences]
        self.changes_title.setText(
            f"Det här skiljer sig från version {state.number} ({len(state.differences)})"
        )
        self.differences.show_differences(state.number, state.differences)
        self.changes.setVisible(bool(state.differences))

    # -- what can be done ------------------------------------------------------------------

    def copy_differences(self) -> None:
        """Put what differs from the newest version on the clipboard, one thing a line."""
        QGuiApplication.clipboard().setText("".join(f"- {line}\n" for line in self._differences))
        self.told.emit("Listan är kopierad.")

    def compare(self) -> None:
        """Show what differs between the chosen version and what is written now, in a window of its own."""
        self.session.flush_requested.emit()
        number, application = self.versions.number, self.session.application
        try:
            then = self.session.desk.version_application(application, number)
        except UserError as error:
            self.told.emit(str(error))
            return
        lines = [str(one) for one in differences(then, application)]
        if not lines:
            self.told.emit(f"Inget skiljer sig från version {number}.")
            return
        intro = f"Så skiljer sig ansökan som den är nu från version {number}."
        window = ReviewWindow(f"Skillnader mot version {number}", intro, lines, self)
        window.show_beside(self.window())

    # -- the editor's wishes ---------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
        self.help_requested.emit(self.title, _HELP)

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page."""
        freeze, copy, *of_version = self.buttons.values()
        return [freeze, self.differences, copy, self.versions, *of_version, *self.overview.stops()]

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Go to what differs; where nothing does to the versions, and without them to the button."""
        kind = self.session.versioning.state.kind
        places = {"draft": self.buttons["freeze"], "frozen": self.versions, "changed": self.differences}
        wanted: QWidget = places[kind]
        self.ensureWidgetVisible(wanted)
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
