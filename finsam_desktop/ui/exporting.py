"""Writing an application to a file that the person chooses, off the window's thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import UserError
from finsam_desktop.exchange.export import SUFFIXES, export
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.work import Worker


def choose_file_to_write(parent: QWidget, title: str, suggested: Path, kind: str) -> Path | None:
    """Ask for a file; its suffix is part of the name that is asked about if there is such a file already."""
    dialog = QFileDialog(parent, title, str(suggested.parent), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


class Exporter(QObject):
    """Asks for a file, writes it, and says in the bar how it went."""

    def __init__(
        self, notice: NoticeBar, settings: Settings, content: Callable[[str], bytes], parent: QWidget
    ) -> None:
        """`content` gives the bytes of an attached file by its digest."""
        super().__init__(parent)
        self._content = content
        self._notice, self.settings, self._widget = notice, settings, parent

    def export(self, application: Application, suffix: str, errors: int) -> None:
        """Write the application as it is now; `errors` is how many are left in it."""
        path = self._ask_path(application, suffix)
        if path is None:
            return
        self._notice.say(f"Skriver {path.name} …")
        worker = Worker(self)
        worker.done.connect(lambda _: self._say_done(path, errors))
        worker.failed.connect(lambda text: self._notice.say(text, "error"))
        worker.finished.connect(worker.deleteLater)
        worker.start(partial(export, application.snapshot(), path, self._files(application, suffix)))

    def save_copy(self, application: Application) -> bool:
        """Write a copy as JSON at once; False if it was not written."""
        path = self._ask_path(application, ".json")
        if path is None:
            return False
        try:
            export(application, path, self._files(application, ".json"))
        except UserError as error:
            self._notice.say(str(error), "error")
            return False
        return True

    def _files(self, application: Application, suffix: str) -> Callable[[str], bytes] | None:
        """The attached files, for JSON to hold; read here, since the workspace belongs to this thread."""
        if suffix != ".json":
            return None
        return {one.digest: self._content(one.digest) for one in application.attachments}.__getitem__

    def _ask_path(self, application: Application, suffix: str) -> Path | None:
        words = re.sub(r"[^\w-]+", " ", application.name).split()
        name = " ".join(words) or "Ansökan"
        if PureWindowsPath(name).is_reserved():
            name += " ansökan"
        suggested = Path(self.settings.export_folder) / f"{name[:80]}{suffix}"
        kind = f"{SUFFIXES[suffix]} (*{suffix})"
        chosen = choose_file_to_write(self._widget, f"Exportera {SUFFIXES[suffix]}", suggested, kind)
        if chosen is not None:
            self.settings.export_folder = str(chosen.parent)
        return chosen

    def _say_done(self, path: Path, errors: int) -> None:
        text = f"Filen {path.name} är sparad."
        if errors:
            text += f" Ansökan har {errors} fel kvar att åtgärda."
        self._notice.say(
            text,
            "warning" if errors else "ok",
            open=("Öppna filen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))),
            folder=("Visa i mappen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))),
        )
