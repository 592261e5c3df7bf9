"""What a PDF of ours holds: its pages' sizes and bookmarks, pictures of them, and where one signs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import SignatureBlock
from finsam_desktop.exchange.pdf_text import one_line

_ONE_AT_A_TIME = threading.Lock()
"""PDFium keeps state of its own and must be used by one thread at a time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its title, and where it leads: a page (from 0) and the points from the page's top."""

    title: str
    page: int
    down: float


@dataclass(frozen=True, slots=True)
class Contents:
    """The size of each page as width and height in points, and the bookmarks in order."""

    sizes: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as rows of `stride` bytes; each pixel is blue, green, red and a byte of nothing."""

    width: int
    height: int
    stride: int
    pixels: bytes


def contents(pdf: bytes) -> Contents:
    """The pages and bookmarks of the file. Raises `ExportError` for what is no PDF."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            file = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise ExportError(
                "Utskriften kunde inte göras om till sidor. Exportera den som PDF och öppna filen i stället."
            ) from None
        with file:
            sizes = tuple(file.get_page_size(number) for number in range(len(file)))
            return Contents(sizes, tuple(_marks(file, sizes)))


def _marks(file: object, sizes: tuple[tuple[float, float], ...]) -> Iterator[Mark]:
    for bookmark in file.get_toc():  # type: ignore[attr-defined]  # pypdfium2 has no types
        if place := bookmark.get_dest():
            page, (_, at) = place.get_index(), place.get_view()
            yield Mark(bookmark.get_title(), page, max(0.0, sizes[page][1] - at[1]) if len(at) > 1 else 0.0)


def picture(pdf: bytes, page: int, scale: float) -> Picture:
    """The page (from 0) on white, with `scale` pixels for each point, rounded up to whole pixels.

    The file is opened anew each time: that takes less than a tenth of the drawing.
    """
    import pypdfium2

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as file:
        drawn = file[page].render(scale=scale, prefer_bgrx=True)
        found = Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))
        drawn.close()  # while no other thread is in PDFium
        return found


def signature_pages(application: Application, found: Contents) -> tuple[int, ...]:
    """The pages (from 0) of the application's PDF that are signed by hand.

    A signature block goes from its bookmark to the page before the next one's: a long one takes several.
    """
    names = {
        _bookmark(block)
        for run in build_document(application).pages
        for block in run.elements
        if isinstance(block, SignatureBlock)
    }
    pages: set[int] = set()
    ends = [*(mark.page for mark in found.marks[1:]), len(found.sizes)]
    for mark, end in zip(found.marks, ends, strict=True):
        if mark.title in names:
            pages.update(range(mark.page, max(mark.page + 1, end)))
    return tuple(sorted(pages))


def _bookmark(block: SignatureBlock) -> str:
    """What the PDF's bookmark to the block is called."""
    heading = heading_mark(block.heading)
    return f"{heading}: {one_line(block.organisation)}" if block.organisation else heading


def heading_mark(heading: str) -> str:
    """What the PDF's bookmark to a heading is called."""
    return one_line(heading).removesuffix("(*)").rstrip()
