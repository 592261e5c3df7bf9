"""Writing an application to a file that the person chooses, off the window's thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PureWindowsPath
from threading import Event

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import UserError
from finsam_desktop.exchange.export import SUFFIXES, export, needed_contents
from finsam_desktop.exchange.files import write_atomically
from finsam_desktop.exchange.sandbox import CancelledError
from finsam_desktop.ui.notice import NoticeBar
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.work import Worker

Actions = dict[str, tuple[str, Callable[[], object]]]
"""As `NoticeBar.say` takes them."""


def choose_file_to_write(parent: QWidget, title: str, suggested: Path, kind: str) -> Path | None:
    """Ask for a file; its suffix is part of the name that is asked about if there is such a file already."""
    dialog = QFileDialog(parent, title, str(suggested.parent), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file that is to be made."""

    application: str
    """Its name, for the file's."""
    suffix: str
    make: Callable[[Callable[[], bool]], bytes]
    """Gives the bytes, in another thread; it is given what becomes true when the person cancels."""
    ending: str = ""
    """What the suggested name has after the application's: ”utkast”."""
    what: str = ""
    """What it is called where it takes a while: ”dossiern”; then it can be cancelled."""
    note: str = ""
    """What more is said when it is written."""
    state: str = "ok"
    """Of that message, as `NoticeBar.say` has it."""
    offer: Callable[[], Actions] = dict
    """What is offered then, besides opening the file."""


class Exporter(QObject):
    """Asks for a file, writes it, and says in the bar how it went."""

    def __init__(
        self, notice: NoticeBar, settings: Settings, content: Callable[[str], bytes], parent: QWidget
    ) -> None:
        """`content` gives the bytes of an attached file by its digest."""
        super().__init__(parent)
        self._content = content
        self._notice, self.settings, self._widget = notice, settings, parent

    def export(self, out: Outgoing) -> None:
        """Ask where, and write the file; returns before that is done."""
        path = self._ask_path(out.application, out.suffix, out.ending)
        if path is None:
            return
        stopped = Event()
        if out.what:
            self._notice.say(f"Skapar {out.what} …", cancel=("Avbryt", stopped.set))
        else:
            self._notice.say(f"Skriver {path.name} …")
        worker = Worker(self)
        worker.done.connect(lambda _: self._say_done(path, out))
        worker.failed.connect(partial(self._say_failed, stopped))
        worker.finished.connect(worker.deleteLater)
        worker.start(partial(_write, out.make, path, stopped.is_set))

    def save_copy(self, application: Application) -> bool:
        """Write a copy as JSON at once; False if it was not written."""
        path = self._ask_path(application.name, ".json")
        if path is None:
            return False
        try:
            found = {one: self._content(one) for one in needed_contents(application, ".json")}
            export(application, path, found.__getitem__)
        except UserError as error:
            self._notice.say(str(error), "error")
            return False
        return True

    def _ask_path(self, application: str, suffix: str, ending: str = "") -> Path | None:
        words = re.sub(r"[^\w-]+", " ", application).split()
        name = " ".join(words)[:80].rstrip() or "Ansökan"
        if PureWindowsPath(name).is_reserved():
            name += " ansökan"
        suggested = Path(self.settings.export_folder) / f"{name} {ending}".rstrip()
        kind = SUFFIXES.get(suffix, "Zip-arkiv")
        chosen = choose_file_to_write(
            self._widget,
            f"Exportera {kind}",
            suggested.with_name(suggested.name + suffix),
            f"{kind} (*{suffix})",
        )
        if chosen is not None:
            self.settings.export_folder = str(chosen.parent)
        return chosen

    def _say_done(self, path: Path, out: Outgoing) -> None:
        self._notice.say(
            f"Filen {path.name} är sparad. {out.note}".rstrip(),
            out.state,
            topic="",
            **out.offer(),
            open=("Öppna filen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))),
            folder=("Visa i mappen", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))),
        )

    def _say_failed(self, stopped: Event, reason: str) -> None:
        if stopped.is_set():
            self._notice.say("Exporten avbröts. Ingen fil är skriven.")
        else:
            self._notice.say(reason, "error")


def _write(make: Callable[[Callable[[], bool]], bytes], path: Path, cancelled: Callable[[], bool]) -> None:
    """In another thread."""
    data = make(cancelled)
    if cancelled():
        raise CancelledError("Exporten avbröts.")
    write_atomically(path, data)
