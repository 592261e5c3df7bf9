"""Pictures of formatted text, as every program shows them: RGB or grey, eight bits, without transparency.

What comes from outside is taken in by `taken_in`, in a child process, and kept as that made it. `plain` is
for showing: what an application's JSON brought can be anything, so it looks again, and gives back untouched
what is plain already.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache
from typing import Literal, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.pictures import MAX_SIDE, declared
from finsam_desktop.domain.richtext import fitted
from finsam_desktop.exchange.picture_parts import bare_jpeg, is_bare_png

MAX_PIXELS = 64_000_000
"""Width times height of a picture that is taken in at all."""
MAX_BYTES = 5 * 2**20
"""Bytes of a picture that is kept."""
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_KEPT = ("PNG", "JPEG")
_ORIENTATION, _TURNED = 0x0112, range(2, 9)
"""What says how the camera was held, and when it says that it was not upright (Exif 2.32, 4.6.4)."""
_DAMAGE = (OSError, ValueError, SyntaxError, struct.error, zlib.error, Image.DecompressionBombError)
_SMALLER = 0.75
_QUALITY = 90
_INCH = 96
_LIKELY_DOTS = (73, 1200)
"""Pixels to an inch that a file can mean; 72 is what is written where nobody knows."""


class Taken(NamedTuple):
    """A picture that is ready to be kept."""

    data: bytes
    width: int
    height: int
    """As a `richtext.Picture` has them."""
    reduced: bool
    """Whether it has fewer pixels than it came with."""


def taken_in(data: bytes, name: str = "Bilden") -> Taken:
    """The picture turned as it is meant to be seen, without transparency and all that is no picture.

    `name` is what it is called at the start of a sentence. A JPEG stays one, others become PNG. Raises
    `OutsideFileError` for what is no picture. For a child process: it decodes what comes.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as file:
            if file.width * file.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            before, size = (file.width, file.height), _size(file)
            kind = _kind(file)
            kept = b"" if file.getexif().get(_ORIENTATION) in _TURNED else _plain(file, data)
            picture = _flat(_upright(file))
    except UnidentifiedImageError:
        raise OutsideFileError(
            f"{name} är ingen bild som programmet kan visa. Välj en bild i PNG eller JPEG."
        ) from None
    except Image.DecompressionBombError:
        raise OutsideFileError(
            f"{name} har fler än {MAX_PIXELS // 10**6} miljoner bildpunkter. Gör den mindre i ett bildprogram"
            " och infoga den igen."
        ) from None
    except _DAMAGE:
        raise OutsideFileError(
            f"{name} är skadad. Öppna den i ett bildprogram, spara den på nytt och infoga den igen."
        ) from None
    if (picture.width < picture.height) != (before[0] < before[1]):  # it lay on its side
        before, size = before[::-1], size[::-1]
    if not kept or len(kept) > MAX_BYTES or max(before) > MAX_SIDE:
        kept = _encoded(picture, kind)
    while len(kept) > MAX_BYTES:
        picture = picture.resize([max(1, round(side * _SMALLER)) for side in picture.size])
        kept = _encoded(picture, kind)
    return Taken(kept, *fitted(*size), reduced=picture.size != before)


def _size(file: Image.Image) -> tuple[int, int]:
    """In pixels of 1/96 inch, where the file says how large it is on paper."""
    dots = file.info.get("dpi") or (_INCH, _INCH)
    lowest, highest = _LIKELY_DOTS
    across, down = (float(one) if lowest <= one <= highest else _INCH for one in dots)
    return max(1, round(file.width * _INCH / across)), max(1, round(file.height * _INCH / down))


def _upright(file: Image.Image) -> Image.Image:
    """Decoded, no larger than it is kept, and turned as the camera was held."""
    file.thumbnail((MAX_SIDE, MAX_SIDE))
    return ImageOps.exif_transpose(file)


@lru_cache(maxsize=24)
def plain(data: bytes) -> bytes | None:
    """The picture as a PNG or JPEG that needs no conversion; None for what is neither, or damaged.

    The same bytes, if they are plain already; else the same for the same. None too for one larger than
    what is kept, which nothing decodes here.
    """
    if declared(data) is None:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=_KEPT) as file:
            if max(file.size) > MAX_SIDE:
                return None
            file.load()
            return _plain(file, data) or _encoded(_flat(file), _kind(file))
    except _DAMAGE:
        return None


def _plain(file: Image.Image, data: bytes) -> bytes:
    """The bytes as PDF and Word take them, with the same pixels and nothing else; none if not to be had.

    They are `data` itself where that is so already. The pixels are not turned.
    """
    file.load()
    if file.format == "PNG":
        depth, colours, woven = data[24], data[25], data[28]
        return data if (depth, woven) == (8, 0) and colours in (0, 2) and is_bare_png(data) else b""
    found = bare_jpeg(data) if _kind(file) == "JPEG" and file.mode in ("L", "RGB") else None
    return data if found == data else found or b""


def _kind(file: Image.Image) -> Literal["JPEG", "PNG"]:
    """What the picture is kept as."""
    return "JPEG" if file.format in ("JPEG", "MPO") else "PNG"


def _flat(picture: Image.Image) -> Image.Image:
    """On white, in RGB or grey of eight bits."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _encoded(picture: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    picture.info.clear()
    if kind == "JPEG":
        picture.save(stream, kind, quality=_QUALITY)
    else:
        picture.save(stream, kind)
    return stream.getvalue()


def png_pixels(data: bytes) -> bytes:
    """The packed pixels of a plain PNG, which a PDF takes as they stand.

    (PNG, 5.3 Chunk layout; ISO 32000-1:2008, 7.4.4.4, predictor 15.)
    """
    pieces, place = [], 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] == b"IDAT":
            pieces.append(data[place + 8 : place + 8 + length])
        place += 12 + length
    return b"".join(pieces)


def told_reduced(count: int) -> str:
    """What is said where so many pictures were made smaller."""
    which = "Bilden var större" if count == 1 else f"{count} bilder var större"
    return f"{which} än utskriften har nytta av och sparades i lägre upplösning."
