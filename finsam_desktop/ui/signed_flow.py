"""Taking in a PDF that came back signed: what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from finsam_desktop.exchange import sandbox
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings

if TYPE_CHECKING:  # read when the first file comes
    from finsam_desktop.ui.signed_dialog import SignedDialog

_NOT_FROZEN = (
    "Ansökan är inte fastställd, så det finns inget att jämföra en underskriven fil med. Fastställ den först,"
    " och skicka den version som programmet då sparar för underskrift."
)


def choose_signed(parent: QWidget, folder: str) -> Path | None:
    """Ask for the PDF that came back."""
    kinds = "PDF (*.pdf);;Alla filer (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, "Läs in underskriven PDF", folder, kinds)
    return Path(chosen) if chosen else None


class SignedImporter(QObject):
    """Holds a signed PDF against the frozen versions, and notes who has signed."""

    requested = Signal(str, tuple)
    """A method of `OpenedApplication`, or of what it holds, and its arguments."""

    def __init__(
        self, session: Session, notice: NoticeBar, settings: Settings, widget: QWidget, parent: QObject
    ) -> None:
        """`widget` is what the dialog stands before, and keeps the workers, which may outlive the parent."""
        super().__init__(parent)
        self.session, self._notice, self._settings, self._widget = session, notice, settings, widget
        self.dialog: SignedDialog | None = None

    def let_go(self) -> None:
        """The application is put away."""
        self.blockSignals(True)
        if self.dialog:
            self.dialog.reject()

    def choose(self) -> None:
        """Ask for the file and examine it; say what to do first where nothing is frozen."""
        if not self.session.versioning.number:
            freeze = ("Fastställ för underskrift…", lambda: self.requested.emit("versions.freeze", ()))
            self._notice.say(_NOT_FROZEN, "warning", freeze=freeze)
            return
        sandbox.warm()
        path = choose_signed(self._widget, self._settings.export_folder)
        if path:
            self._settings.export_folder = str(path.parent)
            self.read(path)

    def read(self, path: Path) -> None:
        """Examine the file and show what was found."""
        from finsam_desktop.ui.signed_dialog import SignedDialog

        if self.dialog:
            return
        self.session.flush_requested.emit()
        self.dialog = SignedDialog(self.session, path, self._widget, self._widget)
        self.dialog.finished.connect(self._finish)
        self.dialog.open()

    def _finish(self) -> None:
        """What was noted is told by the session, with the way to undo it."""
        self.dialog = None
