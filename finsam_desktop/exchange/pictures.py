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
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.pictures import MAX_PIXELS, declared
from finsam_desktop.domain.richtext import fitted

MAX_SIDE = 2400
"""Pixels on the longer side of what is kept: more than 300 to an inch over the width of a page."""
MAX_BYTES = 5 * 2**20
"""Bytes of a picture that is kept."""
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_KEPT = ("PNG", "JPEG")
_DAMAGE = (OSError, ValueError, SyntaxError, struct.error, zlib.error, Image.DecompressionBombError)
_SHOWS = frozenset(
    (
        *("dpi", "interlace", "gamma", "srgb", "aspect", "chromaticity"),
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"),
    )
)
"""What a file says besides its pixels that tells nothing of where it comes from."""
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
            kind = "JPEG" if file.format in ("JPEG", "MPO") else "PNG"
            kept = data if _is_plain(file, data) else b""
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

    The same bytes, if they are plain already; else the same for the same.
    """
    if declared(data) is None:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=_KEPT) as file:
            if file.width * file.height > MAX_PIXELS:
                return None
            file.load()
            if _is_plain(file, data):
                return data
            return _encoded(_flat(file), "JPEG" if file.format in ("JPEG", "MPO") else "PNG")
    except _DAMAGE:
        return None


def _is_plain(file: Image.Image, data: bytes) -> bool:
    """Whether the bytes hold pixels that PDF and Word take as they are, and nothing else."""
    file.load()  # a PNG may have something to say after its pixels
    if not set(file.info) <= _SHOWS:
        return False
    if file.format == "PNG":
        depth, colours, woven = data[24], data[25], data[28]
        return depth == 8 and colours in (0, 2) and not woven
    return file.format == "JPEG" and file.mode in ("L", "RGB") and "jfif" in file.info


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
