"""The drawn parts of a page: reportlab's paragraphs and tables, which know what they draw.

Each text carries as `tag` the structure element that it belongs to, and keeps it when it is split
between pages. What draws no text marks it as an artifact (see `pdf_tags`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

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
from finsam_desktop.exchange.pdf_tags import Tag, TaggedCanvas, TaggedText
from finsam_desktop.exchange.pdf_text import REGULAR

UNBOUNDED, MOST_ROOM = 1e6, 300.0
"""A height that everything fits in, to measure with, and one that every page has, in points."""


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that knows what it draws."""

    tag: Tag

    @classmethod
    def of(cls, tag: Tag, markup: str, style: Any, **more: Any) -> Any:
        """A paragraph of our markup (see `pdf_text.markup`) that belongs to the element."""
        text = cls(markup, style, **more)
        text.tag = tag
        tag.text = "".join("\n" if hasattr(one, "lineBreak") else one.text for one in text.frags)
        return text

    def split(self, width: float, height: float) -> list[Any]:
        parts: list[Any] = super().split(width, height)
        for part in parts:
            part.tag = self.tag
        return parts

    def draw(self) -> None:
        self.canv.place(self.tag)  # reportlab draws nothing where there is no text, as in a cell to write in
        super().draw()

    def beginText(self, x: float, y: float) -> TaggedText:  # noqa: N802  # reportlab's name
        text = TaggedText(self.canv, x, y, self.tag)
        lines = self.blPara
        if lines.kind == 0:  # one format throughout: reportlab draws each line as a whole
            text.begin_whole(lines.link, len(lines.lines))
        return text


class Item(Text):
    """An item of a list."""

    label: Tag
    """The element of its bullet or number."""

    def split(self, width: float, height: float) -> list[Any]:
        parts = super().split(width, height)
        for part in parts:
            part.label = self.label
        return parts

    def draw(self) -> None:
        self.canv.place(self.label)
        self.canv.bullet = self.label
        super().draw()
        self.canv.bullet = None


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
    """A table whose cells know what they draw: `Text`, `CellText`, or several flowables."""

    goes_on = False
    """Whether it goes on from the page before, and says its heads once more."""

    def __init__(self, *args: Any, **more: Any) -> None:
        if style := more.get("style"):  # parts of a divided table have the styles of their cells instead
            more["style"] = [("FONTNAME", (0, 0), (-1, -1), REGULAR), *style]
        super().__init__(*args, **{**more, "renderCB": _mark_parts})

    def least_height(self, row: float) -> float:
        """The head with the first row, or with `row` points of it where rows are divided; once wrapped."""
        heads, first = self._rowHeights[: self.repeatRows], self._rowHeights[self.repeatRows]
        return float(sum(heads) + (min(first, row) if self.splitInRow else first))

    def split(self, width: float, height: float) -> list[Any]:
        parts: list[Any] = super().split(width, height)
        for number, part in enumerate(parts):
            part.goes_on = self.goes_on or number > 0
        return parts

    def _drawCell(self, cell: Any, *place: Any) -> None:  # noqa: N802  # reportlab's name
        """Cells without text have their place in the table too."""
        if isinstance(cell, CellText):
            self.canv.place(cell.tag)
        if not cell:
            return
        with self.canv.tagged(cell.tag) if isinstance(cell, CellText) else nullcontext():
            super()._drawCell(cell, *place)


def _mark_parts(grid: Grid, event: str, row: int = 0, *_: Any) -> None:
    """Called by reportlab while it draws the table; colours, rules and repeated heads are artifacts."""
    if event in ("startBG", "startLines"):
        grid.canv.begin_artifact()
    elif event == "startRow" and grid.goes_on and row < grid.repeatRows:
        grid.canv.begin_artifact("Pagination")
    elif event in ("endBG", "endLines", "endRow"):
        grid.canv.end_mark()


class CellText(str):
    """A short text in a table's cell, drawn on one line, that knows what it draws."""

    tag: Tag

    @classmethod
    def of(cls, tag: Tag, text: str) -> CellText:
        cell = cls(text)
        cell.tag = tag
        return cell


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

    def close(self, canvas: TaggedCanvas, bottom: float) -> None:
        self._draw(canvas, bottom, closed=True)
        self.top = None

    def end_page(self, canvas: TaggedCanvas, page_top: float, page_bottom: float) -> None:
        if self.top is not None:
            self._draw(canvas, page_bottom, closed=False)
            self.top, self.begun = page_top, False

    def _draw(self, canvas: TaggedCanvas, bottom: float, *, closed: bool) -> None:
        left, right, top = self.left, self.left + self.width, self.top
        path = canvas.beginPath()
        path.moveTo(left, bottom)
        path.lineTo(left, top)
        (path.lineTo if self.begun else path.moveTo)(right, top)
        path.lineTo(right, bottom)
        if closed:
            path.lineTo(left, bottom)
        with canvas.artifact():
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


class Undivided(Flowable):  # type: ignore[misc]  # reportlab has no types
    """What stands whole on a page, with what leads to it."""


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
            whole = isinstance(piece[-1], CondPageBreak | Undivided) and beginning < height
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
