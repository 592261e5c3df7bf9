"""The outline as a PDF: page templates, and a story that flows through them."""

from __future__ import annotations

import threading
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate

from finsam_desktop.domain.pictures import or_nothing
from finsam_desktop.domain.transfer_items import Content
from finsam_desktop.exchange.outline import Document, Pages
from finsam_desktop.exchange.pdf_archive import archived
from finsam_desktop.exchange.pdf_parts import BoxFrames
from finsam_desktop.exchange.pdf_story import Area, story
from finsam_desktop.exchange.pdf_style import (
    BOTTOM,
    DRAFT,
    FOOT,
    LANDSCAPE,
    PORTRAIT,
    QUIET,
    SHEET_BOTTOM,
    SHEET_FOOT,
    SHEET_SIDE,
    SHEET_TOP,
    SIDE,
    TOP,
)
from finsam_desktop.exchange.pdf_tags import TaggedCanvas
from finsam_desktop.exchange.pdf_text import (
    BOLD,
    FAMILY,
    REGULAR,
    one_line,
    runs,
    shortened,
    use_fonts,
    width_of,
)

_FOOT_SIZE = 8
_DRAFT_TEXT, _DRAFT_SIZE = "UTKAST", 120
_ONE_AT_A_TIME = threading.Lock()
"""reportlab keeps its fonts and paragraph parser in globals."""


def render_pdf(document: Document, *, draft: bool = False, content: Content | None = None) -> bytes:
    """The document as the bytes of a PDF, the same for the same document and pictures.

    `content` gives the bytes of a picture by its SHA-256; those that it does not have are told in words.
    With `draft`, every page says UTKAST, pale, across it. One thread at a time makes pages; others wait.
    """
    with _ONE_AT_A_TIME:
        made = _rendered(document, draft, content)
    return archived(made)


def _rendered(document: Document, draft: bool, content: Content | None) -> bytes:
    use_fonts()
    boxes = BoxFrames()
    pages = {
        "portrait": _Page("portrait", PORTRAIT, (SIDE, TOP, BOTTOM), FOOT, document, boxes, draft),
        "landscape": _Page(
            "landscape", LANDSCAPE, (SHEET_SIDE, SHEET_TOP, SHEET_BOTTOM), SHEET_FOOT, document, boxes, draft
        ),
    }
    output = BytesIO()
    template = BaseDocTemplate(
        output,
        pageTemplates=sorted(pages.values(), key=lambda page: page.id != document.pages[0].orientation),
        title=one_line(document.title),
        author=one_line(document.association),
        creator="finsam_desktop",
        lang=document.language,
        displayDocTitle=True,
        initialFontName=REGULAR,
        invariant=1,
        pageCompression=1,
    )
    template.build(_story(document.pages, pages), canvasmaker=partial(_Canvas, content=or_nothing(content)))
    return output.getvalue()


def _story(runs_of_pages: tuple[Pages, ...], pages: dict[str, _Page]) -> list[Any]:
    flowables: list[Any] = []
    for number, run in enumerate(runs_of_pages):
        if number:
            flowables += [NextPageTemplate(run.orientation), PageBreak()]
        flowables += story(run.elements, pages[run.orientation].area)
    return flowables


class _Page(PageTemplate):  # type: ignore[misc]  # reportlab has no types
    """A page of one orientation, with its footer and the frames of boxes that go on."""

    def __init__(
        self,
        orientation: str,
        size: tuple[float, float],
        margins: tuple[float, float, float],
        foot: float,
        document: Document,
        boxes: BoxFrames,
        draft: bool,
    ) -> None:
        side, top, bottom = margins
        width, height = size[0] - 2 * side, size[1] - top - bottom
        frame = Frame(side, bottom, width, height, 0, 0, 0, 0, id=orientation)
        super().__init__(orientation, [frame], pagesize=size)
        self.size, self.side, self.foot = size, side, foot
        self.text_top, self.text_bottom = size[1] - top, bottom
        self.document, self.boxes, self.draft = document, boxes, draft
        self.area = Area(width, height, boxes, sheet=orientation == "landscape")

    def afterDrawPage(self, canvas: Any, template: Any) -> None:  # noqa: N802  # reportlab's name
        self.boxes.end_page(canvas, self.text_top, self.text_bottom)
        with canvas.artifact("Pagination"):
            self._draw_footer(canvas)
            if self.draft:
                self._draw_draft_mark(canvas)

    def _draw_footer(self, canvas: Any) -> None:
        canvas.saveState()
        canvas.setFillColor(QUIET)
        right, middle = self.size[0] - self.side, self.size[0] / 2
        name = shortened(self.document.name, (middle - self.side) * 0.8 / _FOOT_SIZE)
        _draw_line(canvas, self.side, self.foot, name)
        mark = shortened(self.document.mark, (middle - self.side) * 0.4 / _FOOT_SIZE)
        _draw_line(canvas, middle - width_of(mark, REGULAR) * _FOOT_SIZE / 2, self.foot, mark)
        if version := self.document.version_mark:
            above = right - width_of(version, REGULAR) * _FOOT_SIZE, self.foot + _FOOT_SIZE * 1.25
            _draw_line(canvas, *above, version)
        if self.document.numbered:
            canvas.draw_page_number(right, self.foot)
        canvas.restoreState()

    def _draw_draft_mark(self, canvas: Any) -> None:
        """Across the page. Multiplied, it shows on coloured cells too, and black text stays black."""
        canvas.saveState()
        canvas.setBlendMode("Multiply")
        canvas.translate(self.size[0] / 2, self.size[1] / 2)
        canvas.rotate(45)
        canvas.setFillColor(DRAFT)
        canvas.setFont(BOLD, _DRAFT_SIZE)
        canvas.drawCentredString(0, -_DRAFT_SIZE / 3, _DRAFT_TEXT)
        canvas.restoreState()


def _draw_line(canvas: Any, x: float, y: float, text: str) -> None:
    """One line of clean text from `x`, letters that the family lacks included."""
    line = canvas.beginText(x, y)
    for family, piece in runs(text):
        line.setFont(REGULAR if family == FAMILY else family, _FOOT_SIZE)
        line.textOut(piece)
    canvas.drawText(line)


class _Canvas(TaggedCanvas):
    """A canvas that says `Sida x av y`, though y is known when the last page is done.

    Each page refers to a small drawing of its own, and the drawings are made at the end.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.numbered = 0

    def draw_page_number(self, right: float, y: float) -> None:
        """Once on each page; the text ends at `right`."""
        self.numbered += 1
        self.translate(right, y)
        self.doForm(f"page-{self.numbered}")

    def save(self) -> None:
        for number in range(1, self.numbered + 1):
            self.beginForm(f"page-{number}", -200, -_FOOT_SIZE, 0, 2 * _FOOT_SIZE)
            self.setFillColor(QUIET)
            self.setFont(REGULAR, _FOOT_SIZE)
            # The space keeps the words apart from the footer's others where the text is copied.
            self.drawRightString(0, 0, f" Sida {number} av {self.numbered}")
            self.endForm()
        super().save()
