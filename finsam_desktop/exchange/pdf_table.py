"""Tables of the PDF: the budget's, and those in formatted text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reportlab.platypus import CondPageBreak

from finsam_desktop.domain import richtext
from finsam_desktop.exchange.outline import Align, HeaderCell, Table, TableCell, TableRow
from finsam_desktop.exchange.pdf_fit import LARGEST, READABLE, SIDE_PADDING, fit, sliced
from finsam_desktop.exchange.pdf_parts import UNBOUNDED, CellText, Grid, Text, room
from finsam_desktop.exchange.pdf_style import (
    BAND,
    FRAME,
    FRAME_WIDTH,
    GAP,
    GROUP,
    HAIR_WIDTH,
    HAIRLINE,
    INK,
    INPUT,
    LINK,
    QUIET,
    cell_style,
)
from finsam_desktop.exchange.pdf_tags import Tag, cell_tag, table_tag
from finsam_desktop.exchange.pdf_text import (
    BOLD,
    ITALIC,
    REGULAR,
    is_plain,
    markup,
    one_line,
    span_markup,
    width_of,
)

Command = tuple[Any, ...]

_ROW_PADDINGS = (4.6, 4.0, 3.4, 2.8, 2.2, 1.6)
"""Above and below the text of a row, in points; the first with which a table fits on one page."""
_LOOSE = 3.4
"""The same where a table goes on over pages."""
_SHARED_PADDINGS = (4.6, 4.0, 3.4, 2.8)
"""The same where several tables share a page."""
_HEADER_TEXT = 160
"""Characters of a head's text; a longer one would fill the page on each page."""
_SUMS = {"group": (GROUP, 0.6), "part": (BAND, 0.8), "total": (BAND, 1.2)}
"""Colour of a sum's row and the weight of the rule above it."""
_FONTS = {
    "group": BOLD,
    "part": BOLD,
    "total": BOLD,
    "heading": BOLD,
    "control": ITALIC,
    "example": ITALIC,
    "row": REGULAR,
}
_LEADING = ("heading", "example")
"""Rows that stand with the row below them."""


def sheet_flowables(tables: Sequence[Table], width: float, height: float, used: float) -> Iterator[Any]:
    """The budget tables of a sheet, as wide as the page; `used` is what stands above on the first page.

    All measures in points. A table that fits on a page is not divided.
    """
    layouts, padding = _layouts_for_page(tables, width, height, used)
    for layout in layouts:
        total = layout.height(padding)
        least = layout.least_height(padding)
        yield CondPageBreak(min(total + GAP, height)) if total <= height else room(least)
        yield layout.grid(padding, splits_rows=layout.tallest(padding) > height)


def _layouts_for_page(
    tables: Sequence[Table], width: float, height: float, used: float
) -> tuple[list[_Layout], float]:
    """Layouts and rows' padding with which the sheet fits on a page, else each table on its own.

    What can be read easily where a table is longer than a page.
    """
    layouts = largest = list(_layouts(tables, width, LARGEST))
    for padding in _SHARED_PADDINGS:
        if used + sum(layout.height(padding) + 2 * GAP for layout in layouts) <= height:
            return layouts, padding
    for size in (LARGEST, READABLE):
        layouts = largest if size == LARGEST else list(_layouts(tables, width, size))
        for padding in _ROW_PADDINGS:
            first, *others = [layout.height(padding) for layout in layouts]
            if used + GAP + first <= height and all(other <= height for other in others):
                return layouts, padding
    return largest, _LOOSE


def _layouts(tables: Sequence[Table], width: float, largest: float) -> Iterator[_Layout]:
    for _, group in groupby(tables, lambda table: table.widths):
        same = list(group)
        fitted = fit(same, width, largest)
        for table in same:
            for number, columns in enumerate(fitted.slices):
                whole = len(fitted.slices) == 1
                part = table if whole else sliced(table, [column for column, _ in columns])
                yield _Layout(part, fitted.size, [width for _, width in columns], continued=number > 0)


# ------------------------------------------------------------------------------ budget tables


class _Layout:
    """A budget table with its cells made and measured."""

    def __init__(self, table: Table, size: float, widths: list[float], *, continued: bool) -> None:
        self.table, self.size, self.widths = table, size, widths
        self.leading = size * 1.25
        self.tag = table_tag(one_line(table.summary))
        body = Tag("TBody", self.tag)
        self.band = [self._band(continued)] if table.title else []
        self.head = list(self._head())
        self.rows = [self._cells(row, Tag("TR", body)) for row in table.rows]
        self.heights = [
            *[self.leading] * len(self.band),
            *self._head_heights(),
            *map(self._height, self.rows),
        ]

    @property
    def fixed(self) -> int:
        """How many rows are repeated on every page."""
        return len(self.band) + len(self.head)

    def height(self, padding: float) -> float:
        return sum(self.heights) + 2 * padding * len(self.heights)

    def tallest(self, padding: float) -> float:
        """The head with the tallest row."""
        return (
            sum(self.heights[: self.fixed])
            + max(self.heights[self.fixed :], default=0.0)
            + 2 * padding * (self.fixed + 1)
        )

    def least_height(self, padding: float) -> float:
        """The head with the first row."""
        return sum(self.heights[: self.fixed + 1]) + 2 * padding * (self.fixed + 1)

    def _band(self, continued: bool) -> list[Any]:
        title = f"{self.table.title} (fortsättning)" if continued else self.table.title
        return [self._text(Tag("Caption", self.tag), markup(title), BOLD), *[""] * (len(self.widths) - 1)]

    def _text(self, tag: Tag, text: str, font: str, align: Align = "left", colour: Any = INK) -> Any:
        return Text.of(tag, text, cell_style(font, self.size, align, colour))

    def _head(self) -> Iterator[list[Any]]:
        part = Tag("THead", self.tag)
        for cells in self.table.header:
            row = Tag("TR", part)
            yield [self._head_cell(cell, row) for cell in cells]

    def _head_cell(self, cell: HeaderCell | None, row: Tag) -> Any:
        if cell is None:
            return ""
        text = cell.text if len(cell.text) <= _HEADER_TEXT else cell.text[:_HEADER_TEXT] + "…"
        tag = cell_tag("TH", row, "Column", cell.columns, cell.rows)
        return self._text(tag, markup(text.replace(" %", "\u00a0%")), BOLD, cell.align)

    def _cells(self, row: TableRow, tag: Tag) -> list[Any]:
        """A heading without anything beside it covers the row, and heads what stands below it."""
        font, colour = _FONTS[row.kind], QUIET if row.kind == "example" else INK
        if _is_wide(row):
            head = self._cell(row.cells[0], cell_tag("TH", tag, "Column", len(row.cells)), font, colour)
            return [head, *[""] * (len(row.cells) - 1)]
        return [
            self._cell(cell, cell_tag("TH", tag, "Row") if cell.label else cell_tag("TD", tag), font, colour)
            for cell in row.cells
        ]

    def _cell(self, cell: TableCell, tag: Tag, font: str, colour: Any) -> Any:
        if not cell.text or (cell.numeric and is_plain(cell.text)):
            return CellText.of(tag, cell.text)
        note = f' <font face="{REGULAR}">{markup(cell.note)}</font>' if cell.note else ""
        return self._text(tag, markup(cell.text) + note, font, cell.align, colour)

    # --- measures

    def _height(self, cells: list[Any]) -> float:
        """Of the texts in a row, without padding."""
        return max(
            self.leading,
            *(self._text_height(cell, width) for cell, width in zip(cells, self.widths, strict=True)),
        )

    def _text_height(self, cell: Any, width: float) -> float:
        return float(cell.wrap(width - 2 * SIDE_PADDING, UNBOUNDED)[1]) if isinstance(cell, Text) else 0.0

    def _head_heights(self) -> list[float]:
        """Cells over several rows make the last of them higher where they need it."""
        heights = [self.leading] * len(self.head)
        cells = [
            (row, column, cell)
            for row, line in enumerate(self.table.header)
            for column, cell in enumerate(line)
            if cell
        ]
        for row, column, cell in sorted(cells, key=lambda place: place[2].rows):
            last = row + cell.rows
            needed = self._text_height(
                self.head[row][column], sum(self.widths[column : column + cell.columns])
            )
            heights[last - 1] += max(0.0, needed - sum(heights[row:last]))
        return heights

    # --- drawing

    def grid(self, padding: float, *, splits_rows: bool) -> Any:
        """The table. Rows are divided between pages only where one is higher than a page."""
        return Grid(
            [*self.band, *self.head, *self.rows],
            self.widths,
            None if splits_rows else [height + 2 * padding for height in self.heights],
            repeatRows=self.fixed,
            splitInRow=int(splits_rows),
            hAlign="LEFT",
            spaceBefore=GAP,
            spaceAfter=GAP,
            style=[
                *self._plain_style(padding),
                *self._head_style(),
                *self._row_styles(),
                *(() if splits_rows else self._kept_together()),
            ],
        )

    def _plain_style(self, padding: float) -> Iterator[Command]:
        yield "FONT", (0, 0), (-1, -1), REGULAR, self.size, self.leading
        yield "TEXTCOLOR", (0, 0), (-1, -1), INK
        yield "VALIGN", (0, 0), (-1, -1), "MIDDLE"
        for side, points in (
            ("LEFT", SIDE_PADDING),
            ("RIGHT", SIDE_PADDING),
            ("TOP", padding),
            ("BOTTOM", padding),
        ):
            yield f"{side}PADDING", (0, 0), (-1, -1), points
        yield "INNERGRID", (0, 0), (-1, -1), HAIR_WIDTH, HAIRLINE
        yield "BOX", (0, 0), (-1, -1), FRAME_WIDTH, FRAME

    def _head_style(self) -> Iterator[Command]:
        if self.band:
            yield "SPAN", (0, 0), (-1, 0)
            yield "BACKGROUND", (0, 0), (-1, 0), BAND
            yield "LINEBELOW", (0, 0), (-1, 0), FRAME_WIDTH, FRAME
        first = len(self.band)
        for row, line in enumerate(self.table.header, start=first):
            for column, cell in enumerate(line):
                if cell and (cell.columns, cell.rows) != (1, 1):
                    yield "SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)
        if self.head:
            yield "VALIGN", (0, first), (-1, self.fixed - 1), "BOTTOM"
            yield "LINEBELOW", (0, self.fixed - 1), (-1, self.fixed - 1), FRAME_WIDTH, FRAME

    def _row_styles(self) -> Iterator[Command]:
        for number, row in enumerate(self.table.rows, start=self.fixed):
            whole = (0, number), (-1, number)
            if self.table.top and row.kind in ("row", "example"):
                yield "VALIGN", *whole, "TOP"
            yield "FONTNAME", *whole, _FONTS[row.kind]
            if row.kind in _SUMS:
                colour, rule = _SUMS[row.kind]
                yield "BACKGROUND", *whole, colour
                yield "LINEABOVE", *whole, rule, INK
            if _is_wide(row):
                yield "SPAN", *whole
            yield from _cell_styles(number, row.cells)

    def _kept_together(self) -> Iterator[Command]:
        """A heading or an example stays with the row below it, a sum with the row above it."""
        for number, row in enumerate(self.table.rows, start=self.fixed):
            if row.kind in _LEADING:
                if number + 1 < self.fixed + len(self.table.rows):
                    yield "NOSPLIT", (0, number), (-1, number + 1)
            elif row.kind != "row" and number > self.fixed:
                yield "NOSPLIT", (0, number - 1), (-1, number)


def _is_wide(row: TableRow) -> bool:
    """Whether it is a heading over the whole width."""
    return row.kind == "heading" and not any(cell.text for cell in row.cells[1:])


def _cell_styles(number: int, cells: tuple[TableCell, ...]) -> Iterator[Command]:
    """Alignment and the form's colour, for neighbours together."""
    column = 0
    for (is_input, align), same in groupby(cells, lambda cell: (cell.input, cell.align)):
        count = len(list(same))
        place = (column, number), (column + count - 1, number)
        if is_input:
            yield "BACKGROUND", *place, INPUT
        if align != "left":
            yield "ALIGN", *place, align.upper()
        column += count


# ------------------------------------------------------------------- tables in formatted text

_TEXT_SIZE, _NARROW, _REPEATED = 9.0, 26.0, 120.0
"""Size of the text, the narrowest column, and the highest head that is repeated, in points."""
_FEW, _MANY = 4.0, 30.0
"""The bounds of what a column of text may ask for of the width, in em."""


def plain_table(table: richtext.Table, width: float) -> Iterator[Any]:
    """A table in formatted text; with too many columns for the width, a line for each row instead."""
    count = len(table.rows[0])
    if width / count < _NARROW:
        for row in table.rows:
            text = " | ".join(_spans(cell, bold=False) for cell in row)
            yield Text.of(Tag("P"), text, cell_style(REGULAR, _TEXT_SIZE))
        return
    rows = list(_text_rows(table))
    widths = _text_widths(table, width)
    head_height = max(
        cell.wrap(one - 2 * SIDE_PADDING, UNBOUNDED)[1] for cell, one in zip(rows[0], widths, strict=True)
    )
    yield Grid(
        rows,
        widths,
        repeatRows=int(table.header and len(rows) > 1 and head_height <= _REPEATED),
        splitInRow=1,
        hAlign="LEFT",
        spaceBefore=3,
        spaceAfter=6,
        style=[
            ("GRID", (0, 0), (-1, -1), HAIR_WIDTH + 0.1, FRAME),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), SIDE_PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), SIDE_PADDING),
            *([("BACKGROUND", (0, 0), (-1, 0), GROUP)] if table.header else []),
        ],
    )


def _text_rows(table: richtext.Table) -> Iterator[list[Any]]:
    whole, style = Tag("Table"), cell_style(REGULAR, _TEXT_SIZE)
    head, body = Tag("THead", whole), Tag("TBody", whole)
    for number, cells in enumerate(table.rows):
        heads = table.header and number == 0
        row = Tag("TR", head if heads else body)
        tags = (cell_tag("TH", row, "Column") if heads else cell_tag("TD", row) for _ in cells)
        yield [Text.of(tag, _spans(cell, bold=heads), style) for tag, cell in zip(tags, cells, strict=True)]


def _spans(spans: richtext.Spans, *, bold: bool) -> str:
    text = "".join(span_markup(span, LINK) for span in spans)
    return f"<b>{text}</b>" if bold else text


def _text_widths(table: richtext.Table, width: float) -> list[float]:
    """Widths in points after what the columns hold, none narrower than half its equal share."""
    longest = [
        max(width_of("".join(span.text for span in cell), REGULAR) for cell in column)
        for column in zip(*table.rows, strict=True)
    ]
    asked = [min(max(one, _FEW), _MANY) for one in longest]
    even = width / len(asked)
    return [even / 2 + one / sum(asked) * width / 2 for one in asked]
