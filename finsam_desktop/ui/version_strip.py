"""A line above the tabs that says that what is written is not what was frozen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from finsam_desktop.domain import signing
from finsam_desktop.domain.freezing import State
from finsam_desktop.ui import theme
from finsam_desktop.ui.session import Session


def what_differs(state: State) -> str:
    """How many things differ from the newest version."""
    found = len(state.differences)
    things = "en sak" if found == 1 else f"{found} saker"
    return f"{things} skiljer sig från version {state.number}"


def tab_state(session: Session) -> tuple[str, str]:
    """The mark of the tab Versioner, and what it says."""
    state = session.versioning.state
    findings = signing.signature_findings(session.application, session.versioning.versions)
    older = sum(one.code == "signature_older" for one in findings)
    if older:
        whose = "en underskrift" if older == 1 else f"{older} underskrifter"
        return "warning", f"{whose} av en äldre version"
    marks = {"draft": "", "frozen": "ok", "changed": "warning"}
    return marks[state.kind], str(state).lower() if state.number else "inget är fastställt"


class VersionStrip(QFrame):
    """Stands there from the first version on.

    It says that the application is frozen before anybody changes it, and what differs after that. So nothing
    moves on the screen with the first letter that is written, nor when it is undone.

    The editor calls `follow`.
    """

    show_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAutoFillBackground(True)
        self._session = session
        self.mark = QLabel(self)
        self.text = QLabel(self)
        self.text.setObjectName("strip.text")
        self.text.setMinimumWidth(1)  # the words are cut, the window stays as it is
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton("Visa", self)
        self.button.setObjectName("strip.show")
        self.button.setAccessibleName("Visa versioner och skillnader")
        self.button.clicked.connect(self.show_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.STEP, theme.STEP // 4, theme.STEP, theme.STEP // 4)
        row.setSpacing(theme.STEP)
        row.addWidget(self.mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.follow()

    def follow(self) -> None:
        """Say how the application stands now."""
        state = self._session.versioning.state
        words = self._words(state)
        self.text.setText(words)
        self.text.setToolTip(words)
        self.setAccessibleName(words)
        self.mark.setPixmap(theme.state_icon("warning" if state.differences else "ok").pixmap(16, 16))
        colours = theme.current()
        ground = colours.input if state.differences else colours.group
        dress = f"#strip {{ background: {ground}; }}"
        if dress != self.styleSheet():  # setting it comes back as a change of the palette
            self.setStyleSheet(dress)
        self.setVisible(bool(state.number))

    def _words(self, state: State) -> str:
        if not state.differences:
            return f"{state}. Det du ändrar från och med nu blir en arbetskopia."
        parties = signing.overview(self._session.application, state.number)
        signed = max((one.signed_version for one in parties), default=0)
        then = f"Underskrifterna gäller version {signed}" if signed else "Fastställ på nytt före underskrift"
        return f"Arbetskopia: {what_differs(state)}. {then}."

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.follow()
