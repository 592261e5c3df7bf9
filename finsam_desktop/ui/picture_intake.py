"""Pictures on their way into a text field: read off the window's thread, described, kept and inserted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.pictures import or_nothing
from finsam_desktop.domain.richtext import Picture
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.picture_read import SUFFIXES, read_picture
from finsam_desktop.ui import richtext_qt
from finsam_desktop.ui.picture_dialog import PictureDialog
from finsam_desktop.ui.picture_object import decoded
from finsam_desktop.ui.picture_paste import OfferedPictures, Source
from finsam_desktop.ui.picture_place import Place
from finsam_desktop.ui.rich_text_edit import RichTextEdit
from finsam_desktop.ui.work import Worker

_SHOWN = 640
"""Pixels across in the dialog."""


class PictureShelf(Protocol):
    """Where the bytes of pictures are kept. Both may raise `UserError`."""

    def keep_content(self, content: bytes) -> str: ...
    def content(self, digest: str) -> bytes: ...


class PictureIntake(QObject):
    """Belongs to one text field."""

    told = Signal(str)
    """A sentence on what did not come in, or not as it was."""

    def __init__(self, edit: RichTextEdit, shelf: PictureShelf, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit, self._shelf, self._widget = edit, shelf, parent
        edit.show_pictures(lambda digest: shelf.content(digest))
        edit.pictures_offered.connect(self.take)
        edit.description_requested.connect(self.describe)

    def choose(self) -> None:
        """Ask for a file and insert it."""
        sandbox.warm()
        kinds = f"Bilder ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"
        chosen, _ = QFileDialog.getOpenFileName(self._widget, "Infoga bild", "", kinds)
        if chosen:
            self.take(OfferedPictures({Path(chosen).name: Path(chosen)}))

    def take(self, offered: OfferedPictures) -> None:
        """Read the pictures, and insert them with the text that they stand in, where the caret is now."""
        worker = Worker(self)
        worker.done.connect(partial(self._insert, offered, Place(self._edit)))
        worker.finished.connect(worker.deleteLater)
        worker.start(partial(_read_all, offered.sources, worker.stopped.is_set))

    def _insert(
        self, offered: OfferedPictures, place: Place, found: tuple[dict[str, Any], list[str]]
    ) -> None:
        taken, told = found
        known: dict[str, Picture] = {}
        try:
            for address, one in taken.items():
                known[address] = Picture(self._shelf.keep_content(one.data), "", one.width, one.height)
        except UserError as error:
            told.append(str(error))
        if offered.html:
            place.insert(richtext_qt.from_html(offered.html, known))
        else:
            known = {name: one for name, one in known.items() if self._described(one, place)}
        told += _notes(offered, [one.reduced for name, one in taken.items() if name in known])
        if told:
            self.told.emit(" ".join(told))

    def _described(self, picture: Picture, place: Place) -> bool:
        """Insert the picture with what is written of it; False where it was given up."""
        alt = self._ask(picture, new=True)
        if alt is not None:
            place.insert((replace(picture, alt=alt),))
        return alt is not None

    def describe(self) -> None:
        """Ask for another description of the picture that is selected."""
        picture = self._edit.selected_picture()
        if picture is not None and (alt := self._ask(picture, new=False)) is not None:
            self._edit.describe_selected(alt)

    def _ask(self, picture: Picture, *, new: bool) -> str | None:
        image = decoded(or_nothing(self._shelf.content)(picture.digest), _SHOWN)
        dialog = PictureDialog(image, picture.alt, new=new, parent=self._widget)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.description() if accepted else None


def _read_all(
    sources: Mapping[str, Source], cancelled: Callable[[], bool]
) -> tuple[dict[str, Any], list[str]]:
    """In another thread: the pictures that can be kept, and why others cannot."""
    taken, told = {}, []
    for address, source in sources.items():
        if cancelled():
            break
        try:
            taken[address] = read_picture(source, cancelled)
        except UserError as error:
            told.append(str(error))
    return taken, told


def _notes(offered: OfferedPictures, reduced: list[bool]) -> list[str]:
    from finsam_desktop.exchange.pictures import told_reduced

    notes = [told_reduced(sum(reduced))] if any(reduced) else []
    if offered.missing:
        count = "En bild" if offered.missing == 1 else f"{offered.missing} bilder"
        notes.append(f"{count} följde inte med. Kopiera den för sig, eller spara den som fil och infoga den.")
    return notes
