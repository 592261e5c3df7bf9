"""The pictures of formatted text: which an application has, and what their bytes say of themselves.

Only PNG and JPEG are kept, no larger than print has use for. What a file declares is read from its head and
costs nothing, so that a picture that would take all memory is refused before anything decodes it.

Sources: PNG (W3C), 11.2.2 IHDR; JPEG (ITU-T T.81), B.2.2 frame header.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.richtext import Picture, RichText
from finsam_desktop.domain.values import is_rich

MAX_SIDE = 2400
"""Pixels on the longer side of what is kept: more than 300 to an inch over the width of a page."""
_PNG = b"\x89PNG\r\n\x1a\n"
_VALUES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By the colour type of a PNG."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that say how large a JPEG is."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers without a segment."""
_SCAN, _MOST_SCANS = b"\xff\xda", 100
"""What each layer of a JPEG begins with, and how many there may be: each costs as much as a picture."""


class Declared(NamedTuple):
    """What the head of a picture says: its format, its size in pixels, and how many values a pixel has."""

    kind: Literal["png", "jpeg"]
    width: int
    height: int
    values: int


def declared(data: bytes) -> Declared | None:
    """What the bytes say that they are; None for no PNG or JPEG that can be kept."""
    found = _png(data) if data.startswith(_PNG) else _jpeg(data) if data.startswith(b"\xff\xd8") else None
    if found is None or not (0 < found.width <= MAX_SIDE and 0 < found.height <= MAX_SIDE):
        return None
    return found


def _png(data: bytes) -> Declared | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return Declared("png", width, height, _VALUES.get(data[25], 0))


def _jpeg(data: bytes) -> Declared | None:
    if data.count(_SCAN) > _MOST_SCANS:
        return None
    place = 2
    while place + 10 <= len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return Declared("jpeg", width, height, data[place + 9])
        if marker in _ALONE or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def or_nothing(content: Callable[[str], bytes] | None) -> Callable[[str], bytes]:
    """The same without errors: no bytes for what is missing or damaged, where the rest is to be shown."""

    def look_up(digest: str) -> bytes:
        try:
            return content(digest) if content else b""
        except (LookupError, UserError):
            return b""

    return look_up


def pictures_in(text: RichText) -> Iterator[Picture]:
    """The pictures of a text, in order."""
    return (block for block in text if isinstance(block, Picture))


def picture_digests(application: Application) -> set[str]:
    """SHA-256 of every picture in the application's texts, those without a place in the form included."""
    texts = [value for value in application.answers.values() if isinstance(value, tuple) and is_rich(value)]
    texts += [one.text for one in application.leftovers]
    return {picture.digest for text in texts for picture in pictures_in(text)}
