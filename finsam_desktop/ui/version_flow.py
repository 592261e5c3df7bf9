"""Sets the open application down for signing, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from finsam_desktop.domain import signing
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.freezing import frozen_already
from finsam_desktop.domain.versions import Version
from finsam_desktop.ui.editor import ApplicationEditor
from finsam_desktop.ui.freeze_dialog import FreezeDialog
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.work import Worker


class VersionFlow(QObject):
    """Freezing, and the way to the tab Versioner."""

    requested = Signal(str, tuple)
    """A method of `OpenedApplication`, or of what it holds, and its arguments."""

    def __init__(
        self,
        session: Session,
        editor: ApplicationEditor,
        notice: NoticeBar,
        widget: QWidget,
        parent: QObject,
    ) -> None:
        """`widget` is what the dialog stands before."""
        super().__init__(parent)
        self._session, self._editor, self._notice, self._widget = session, editor, notice, widget
        self.dialog: FreezeDialog | None = None

    def show(self) -> None:
        """Open the tab with the versions and the signatures."""
        self._editor.go_to(("versions",))

    def freeze(self) -> None:
        """Ask, and set the application down as its next version; say so where it stands there already."""
        if self.dialog:
            return
        self._session.flush_requested.emit()
        state = self._session.versioning.state
        if state.kind == "frozen":
            self._say(frozen_already(state), "info", state.number)
            self.show()
            return
        findings = [one for one in self._editor.check() if not one.code.startswith("signature_")]
        signed = [
            one.organisation
            for one in signing.overview(self._session.application, state.number)
            if one.has_signed
        ]
        self.dialog = FreezeDialog(state.number + 1, findings, signed, self._widget)
        self.dialog.place_requested.connect(self._editor.go_to)
        self.dialog.accepted.connect(self._freeze)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()
        self._make_ready()

    def _make_ready(self) -> None:
        """Make the pages once while the person reads: the first time takes most of a second."""
        worker = Worker(self._widget)
        worker.finished.connect(worker.deleteLater)
        worker.start(self._session.versioning.paper().render)

    def _forget(self) -> None:
        self.dialog = None

    def _freeze(self) -> None:
        assert self.dialog is not None
        version = self._frozen(self.dialog.reason)
        if version is None:
            return
        text = f"Version {version.number} är fastställd (fingeravtryck {version.mark.fingerprint})."
        self.show()
        self._say(text, "ok", version.number)

    def _frozen(self, reason: str) -> Version | None:
        """The version; None where it could not be made, which is told."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return self._session.versioning.freeze(reason)
        except UserError as error:
            self._notice.say(str(error), "error")
            return None
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _say(self, text: str, state: str, number: int) -> None:
        """Say it, and offer to take the version out on paper."""
        self._notice.say(
            text,
            state,
            pdf=("Spara PDF…", self._asks("paper.export_version", number)),
            print=("Skriv ut…", self._asks("paper.print_version", number)),
        )

    def _asks(self, method: str, number: int) -> Callable[[], None]:
        return lambda: self.requested.emit(method, (number,))
