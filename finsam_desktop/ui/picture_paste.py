"""The pictures in what is pasted or dropped: where their bytes are, before anything decodes them."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage

from finsam_desktop.domain.pictures import MAX_SIDE
from finsam_desktop.domain.transfer_items import MAX_FILE
from finsam_desktop.exchange.picture_read import SUFFIXES
from finsam_desktop.ui import richtext_qt

_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_ON_THIS_COMPUTER = re.compile(r"(?:[A-Za-z]:)?/(?![/\\?]).*", re.DOTALL)
"""A path on a disk. What begins with two strokes asks another computer, on Windows, and so does `/??/UNC`."""
_MOST = 100
"""Pictures that come with one text."""

Source = bytes | Path


@dataclass(frozen=True, slots=True)
class OfferedPictures:
    """Pictures to take in, and the text that they stand in."""

    sources: dict[str, Source]
    """By the address that the text has for each; by its name, where there is no text."""
    html: str = ""
    missing: int = 0
    """How many more the text has, whose bytes are not at hand."""


def local_files(source: QMimeData) -> list[Path]:
    """The files that are pasted or dropped."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


def picture_files(source: QMimeData) -> list[Path]:
    """Those of them that are pictures, by their names."""
    return [path for path in local_files(source) if path.suffix.lower() in SUFFIXES]


def offered_pictures(source: QMimeData) -> OfferedPictures | None:
    """What there is to take in; None for text without pictures.

    Text goes before a picture of it, which spreadsheets offer beside the cells.
    """
    if files := picture_files(source):
        return OfferedPictures({path.name: path for path in files})
    html = source.html() if source.hasHtml() else ""
    addresses = richtext_qt.picture_addresses(html) if html else []
    found = {one: at_hand for one in addresses[:_MOST] if (at_hand := _at_hand(one)) is not None}
    alone = not html or (addresses and not richtext_qt.from_html(html))
    if alone and not found and source.hasImage():
        image = source.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return OfferedPictures({"": _packed(image)})
    return OfferedPictures(found, html, len(addresses) - len(found)) if addresses else None


def _at_hand(address: str) -> Source | None:
    """Where the bytes are: in the address itself, or in a file of this computer. No other is asked."""
    if start := _DATA.match(address):
        if len(address) > 2 * MAX_FILE:
            return None
        try:
            return b64decode(address[start.end() :])
        except ValueError:
            return None
    url = QUrl(address)
    if not url.isLocalFile() or url.host() or not _ON_THIS_COMPUTER.fullmatch(url.toLocalFile()):
        return None
    path = Path(url.toLocalFile())
    return path if path.is_file() else None


def _packed(image: QImage) -> bytes:
    """The picture of the clipboard as PNG; what would be made smaller at last is so already."""
    if max(image.width(), image.height()) > MAX_SIDE:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(MAX_SIDE, MAX_SIDE, keep, smooth)
    data = QByteArray()
    buffer = QBuffer(data)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6's stubs ask for bytes
    return bytes(data.data())
