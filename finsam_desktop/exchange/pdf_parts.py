"""The drawn parts of a page: reportlab's paragraphs and tables, which know what they draw.

Each carries as `source` the element of the outline (or the block of formatted text, or the
table's cell) that it draws, and keeps it when it is split between pages, so that the page
can be tagged from the outline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Indenter, Paragraph, Spacer, Table
from reportlab.platypus.flowables import HRFlowable

from finsam_desktop.exchange.pdf_style import (
    BODY_LEADING,
    FRAME,
    FRAME_WIDTH,
    GAP,
    HAIR_WIDTH,
    HAIRLINE,
    PADDING,
    PADDING_BELOW,
)

UNBOUNDED, MOST_ROOM = 1e6, 300.0
"""A height that everything fits in, to measure with, and one that every page has, in points."""


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that knows what it draws."""

    source: object = None

    @classmethod
    def of(cls, source: object, markup: str, style: Any, **more: Any) -> Any:
        """A paragraph of our markup (see `pdf_text.markup`) that draws `source`."""
        text = cls(markup, style, **more)
        text.source = source
        return text

    def split(self, width: float, height: float) -> list[Any]:
        return _same_source(self, super().split(width, height))


class Title(Text):
    """A heading."""

    bookmark = ""
    """What the document's bookmarks call it; empty for headings within a section."""

    def draw(self) -> None:
        if self.bookmark:
            key = f"bookmark-{self.canv.getPageNumber()}-{self.canv.absolutePosition(0, 0)}"
            self.canv.bookmarkHorizontal(key, 0, self.height)
            self.canv.addOutlineEntry(self.bookmark, key)
        super().draw()

    def split(self, width: float, height: float) -> list[Any]:
        parts = super().split(width, height)
        for part in parts[:1]:
            part.bookmark = self.bookmark
        return parts


class Grid(Table):  # type: ignore[misc]  # reportlab has no types
    """A table that knows what it draws; its cells are `Text` or `CellText`, which know it too."""

    source: object = None

    def least_height(self, row: float) -> float:
        """The head with the first row, or with `row` points of it where rows are divided; once wrapped."""
        heads, first = self._rowHeights[: self.repeatRows], self._rowHeights[self.repeatRows]
        return float(sum(heads) + (min(first, row) if self.splitInRow else first))

    def split(self, width: float, height: float) -> list[Any]:
        return _same_source(self, super().split(width, height))


class CellText(str):
    """A short text in a table's cell, drawn on one line, that knows what it draws."""

    source: object = None

    @classmethod
    def of(cls, source: object, text: str) -> CellText:
        cell = cls(text)
        cell.source = source
        return cell


def _same_source(whole: Any, parts: list[Any]) -> list[Any]:
    for part in parts:
        if isinstance(part, Text | Grid):
            part.source = whole.source
    return parts


# ------------------------------------------------------------------------------------ boxes


@dataclass(slots=True)
class BoxFrames:
    """Draws the frames of boxes around what flows over the pages.

    A box that goes on has no rule at the foot of the page and none at the head of the next.
    """

    left: float = 0.0
    width: float = 0.0
    top: float | None = None
    """Where the open box begins on this page, in points from the page's foot; None outside of boxes."""
    begun: bool = False
    """Whether the open box began on this page."""

    def open(self, left: float, top: float, width: float) -> None:
        self.left, self.top, self.width, self.begun = left, top, width, True

    def close(self, canvas: Canvas, bottom: float) -> None:
        self._draw(canvas, bottom, closed=True)
        self.top = None

    def end_page(self, canvas: Canvas, page_top: float, page_bottom: float) -> None:
        if self.top is not None:
            self._draw(canvas, page_bottom, closed=False)
            self.top, self.begun = page_top, False

    def _draw(self, canvas: Canvas, bottom: float, *, closed: bool) -> None:
        left, right, top = self.left, self.left + self.width, self.top
        path = canvas.beginPath()
        path.moveTo(left, bottom)
        path.lineTo(left, top)
        (path.lineTo if self.begun else path.moveTo)(right, top)
        path.lineTo(right, bottom)
        if closed:
            path.lineTo(left, bottom)
        canvas.saveState()
        canvas.setStrokeColor(FRAME)
        canvas.setLineWidth(FRAME_WIDTH)
        canvas.setLineCap(2)
        canvas.drawPath(path)
        canvas.restoreState()


class BoxTop(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Opens a box over the whole width, with the padding above its text."""

    def __init__(self, boxes: BoxFrames) -> None:
        super().__init__()
        self.boxes = boxes
        self.spaceBefore = GAP

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, PADDING
        return self.width, self.height

    def draw(self) -> None:
        left, bottom = self.canv.absolutePosition(0, 0)
        self.boxes.open(left, bottom + self.height, self.width)


class BoxInside(Indenter):  # type: ignore[misc]  # reportlab has no types
    """Sets what follows within the box."""

    def __init__(self) -> None:
        super().__init__(PADDING, PADDING)


class BoxBottom(Indenter):  # type: ignore[misc]  # reportlab has no types
    """Closes the box, with the padding below its text as far as there is room.

    It acts on the page where the text ended, since on the next one it would draw a box without text.
    """

    def __init__(self, boxes: BoxFrames) -> None:
        super().__init__(-PADDING, -PADDING)
        self.boxes = boxes

    def frameAction(self, frame: Any) -> None:  # noqa: N802  # reportlab's name
        super().frameAction(frame)
        bottom = max(frame._y - PADDING_BELOW, frame._y1p)
        self.boxes.close(self.canv, bottom)
        frame._y, frame._prevASpace = bottom - GAP, GAP


# --------------------------------------------------------------------------------- together


class WritingRoom(Spacer):  # type: ignore[misc]  # reportlab has no types
    """Room to write by hand, on the page of what stands above it."""


class BlankLine(Spacer):  # type: ignore[misc]  # reportlab has no types
    """A paragraph without text."""


class LeadingText(Text):
    """A text that belongs to what stands below it."""


_LEADING = (Title, LeadingText, BoxTop, BoxInside, BlankLine, HRFlowable)
"""What does not stand at the foot of a page without the beginning of what follows."""
_LINES = 3 * BODY_LEADING
"""So much of a text, or of a table's row, can always be divided off."""


def height_of(flowables: list[Any], width: float) -> float:
    """The height of the flowables under each other, in points."""
    heights = [flowable.wrap(width, UNBOUNDED)[1] for flowable in flowables]
    between = [max(one.getSpaceAfter(), two.getSpaceBefore()) for one, two in pairwise(flowables)]
    return float(sum(heights) + sum(between))


def room(height: float) -> Any:
    """A new page, unless so much room is left; at most a part of a page, so that it can be had."""
    return CondPageBreak(min(height, MOST_ROOM))


def with_room(flowables: Iterable[Any], width: float, height: float) -> Iterator[Any]:
    """The flowables, with room asked for where some of them belong together, on pages of the height.

    A box begins, and a heading stands, where there is room for the beginning of what follows; for
    the whole of what asks for room itself.
    """
    for piece in _pieces(flowables):
        if len(piece) > 1:
            beginning = _beginning(piece, width)
            whole = isinstance(piece[-1], CondPageBreak) and beginning < height
            yield CondPageBreak(beginning) if whole else room(beginning)
        yield from piece
        width -= sum(one.left + one.right for one in piece if isinstance(one, Indenter))


def _pieces(flowables: Iterable[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    for flowable in flowables:
        if piece and not isinstance(piece[-1], _LEADING) and not isinstance(flowable, WritingRoom):
            yield piece
            piece = []
        piece.append(flowable)
    if piece:
        yield piece


def _beginning(piece: list[Any], width: float) -> float:
    """The height of the piece with as much of its text as must follow; three lines below what leads."""
    height = least = space = 0.0
    lines = UNBOUNDED if isinstance(piece[-1], WritingRoom) else _LINES
    for flowable in piece:
        if isinstance(flowable, Indenter):
            width -= flowable.left + flowable.right
        height += max(space, flowable.getSpaceBefore()) + _least(flowable, width, lines)
        space = flowable.getSpaceAfter()
        if isinstance(flowable, _LEADING):
            least = height + _LINES
    return max(height, least)


def _least(flowable: Any, width: float, lines: float) -> float:
    """The height of what cannot be divided off from the flowable; of a text, at most that of the lines."""
    if isinstance(flowable, CondPageBreak):
        return float(flowable.height)
    height = float(flowable.wrap(width, UNBOUNDED)[1])
    if isinstance(flowable, Grid):
        return min(height, flowable.least_height(_LINES))
    return min(height, lines) if isinstance(flowable, Text) and not isinstance(flowable, Title) else height


def separator() -> Any:
    """A thin rule between two groups in a box."""
    return HRFlowable("100%", HAIR_WIDTH, color=HAIRLINE, spaceBefore=4, spaceAfter=5)
