"""What the child process does with an attached file: it makes pages of it, for the dossier to hold."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.container import damaged

MAX_PAGES = 500
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
_MARGIN = 15 * mm
_DOTS = 200 / 72
"""For each point: as sharp as a scanner writes a page."""
_HEAD = 1024


def items(path: Path, out: str) -> Iterator[Any]:
    """The number of pages that were written to `out` as a PDF; 0, and no file, for what is no PDF or picture.

    Raises `OutsideFileError` for a file that cannot be read.
    """
    name = f"Filen ”{path.name}”"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    yield _pdf(name, path, Path(out)) if b"%PDF-" in head else _picture(name, path, Path(out))


def _pdf(name: str, path: Path, out: Path) -> int:
    """Written anew as plain pages, so that whoever joins it meets a file that is whole."""
    try:
        with pikepdf.open(path) as file:
            pages = len(file.pages)
            if pages > MAX_PAGES:
                raise OutsideFileError(f"{name} har {pages} sidor. Högst {MAX_PAGES} tas med.")
            file.flatten_annotations("all")
            file.save(out, encryption=False, deterministic_id=True)
            return pages
    except pikepdf.PasswordError:
        raise OutsideFileError(f"{name} är skyddad med lösenord. Bifoga den utan lösenord.") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise OutsideFileError(damaged(name)) from None


def _picture(name: str, path: Path, out: Path) -> int:
    """Each picture in the file on a page, upright or across as the picture is."""
    try:
        with Image.open(path, formats=_FORMATS) as file:
            canvas = Canvas(str(out), invariant=1)
            for pages, frame in enumerate(ImageSequence.Iterator(file), start=1):
                if pages > MAX_PAGES:
                    raise OutsideFileError(f"{name} har fler än {MAX_PAGES} bilder.")
                _draw(canvas, ImageOps.exif_transpose(frame))
            canvas.save()
            return pages
    except UnidentifiedImageError:
        return 0
    except (OSError, ValueError, SyntaxError, struct.error, zlib.error, Image.DecompressionBombError):
        raise OutsideFileError(damaged(name)) from None


def _draw(canvas: Canvas, picture: Image.Image) -> None:
    page = A4 if picture.height >= picture.width else (A4[1], A4[0])
    room = page[0] - 2 * _MARGIN, page[1] - 2 * _MARGIN
    scale = min(room[0] / picture.width, room[1] / picture.height, 1.0)
    width, height = picture.width * scale, picture.height * scale
    canvas.setPageSize(page)
    drawn = ImageReader(_compact(picture, (round(room[0] * _DOTS), round(room[1] * _DOTS))))
    canvas.drawImage(drawn, (page[0] - width) / 2, (page[1] - height) / 2, width, height)
    canvas.showPage()


def _compact(picture: Image.Image, most: tuple[int, int]) -> io.BytesIO:
    """The picture on white, no sharper than print needs, as a JPEG."""
    picture.thumbnail(most)
    layered = picture.convert("RGBA")
    flat = Image.new("RGB", layered.size, "white")
    flat.paste(layered, mask=layered.getchannel("A"))
    stream = io.BytesIO()
    flat.save(stream, "JPEG", quality=88)
    stream.seek(0)
    return stream
