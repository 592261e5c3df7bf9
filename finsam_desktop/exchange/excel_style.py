"""How the cells of the workbook look: fills, lines, number formats, heights of rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from xlsxwriter.color import Color

from finsam_desktop.domain.formula import Number
from finsam_desktop.domain.layout import LineView
from finsam_desktop.domain.template import Control, Example, Heading, SumLine

INPUT, BAND, GROUP = "#FFFF99", "#BDD7EE", "#D9D9D9"
"""Fills of the forms' own workbooks: cells to fill in, bands and part sums, group sums."""

LINE = "#A6A6A6"
_RULE, _QUIET = "#000000", "#595959"
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_SUM_FILLS = {"group": GROUP, "part": BAND, "total": BAND}
# The Swedish locale, as in the forms' own workbooks: LibreOffice groups the thousands with spaces by it.
_AMOUNT, _WHOLE_PERCENT, DATE = "[$-41D]#,##0", "0%", "yyyy\\-mm\\-dd"
BAND_LOOK = {
    "bold": True,
    "bg_color": BAND,
    "top": 1,
    "bottom": 1,
    "top_color": LINE,
    "bottom_color": LINE,
}
_ALIGNMENTS = {"amount": "right", "number": "right", "percent": "center", "date": "center"}
_EMPTY_FORMATS = {"amount": _AMOUNT, "percent": _WHOLE_PERCENT, "date": DATE, "number": "General"}
PIXELS_PER_MM = 96 / 25.4
_ROW_PIXELS, _LINE_PIXELS = 20, 17
_MAX_LINES = 30
"""Lines in a row; Excel's highest row is 409 points (Microsoft, "Excel specifications and limits")."""

Look = dict[str, Any]
"""Properties of a cell format, as XlsxWriter names them."""


_color = lru_cache(Color)
"""Each colour made once: XlsxWriter reads a text anew for every side of every format."""


class Formats:
    """The workbook's cell formats, each made once; `add` makes one of properties."""

    def __init__(self, add: Callable[[Look], Any]) -> None:
        self._add = add
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._cells: dict[tuple[str, str, str, bool, bool, str], Any] = {}

    def of(self, look: Look) -> Any:
        """The format that looks so."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._add(
                _FONT
                | {name: _color(value) if name.endswith("color") else value for name, value in look.items()}
            )
        return self._formats[key]

    def of_cell(
        self, line: LineView, kind: str, is_input: bool, *, top: bool, number_format: str = ""
    ) -> Any:
        """The format of a table's cell, as `cell_look` has it."""
        style = line.template.style if isinstance(line.template, SumLine) else ""
        key = (line.kind, style, kind, is_input, top, number_format)
        if key not in self._cells:
            look = cell_look(line, kind, is_input, top=top)
            self._cells[key] = self.of(look | {"num_format": number_format} if number_format else look)
        return self._cells[key]


def cell_look(line: LineView, kind: str, is_input: bool, *, top: bool) -> Look:
    """How a cell of a table is set: the kind's format and side, the line's weight and fill.

    Cells to fill in are coloured and can be changed; the others are locked while the sheet is protected.
    """
    look: Look = {"border": 1, "border_color": LINE, "align": _ALIGNMENTS.get(kind, "left")}
    look["num_format"] = _EMPTY_FORMATS.get(kind, "@")
    look["text_wrap"] = kind in ("label", "text") or line.kind == "example"
    if kind in ("amount", "number") or (kind == "label" and line.kind in ("rows", "example")):
        look["indent"] = 1
    if top and line.kind in ("rows", "example"):
        look["valign"] = "top"
    if is_input:
        look |= {"bg_color": INPUT, "locked": False}
    match line.template:
        case SumLine(style=style):
            look |= {"bold": True, "bg_color": _SUM_FILLS[style], "top": 1 if style == "group" else 2}
            look["top_color"] = _RULE
        case Heading():
            look["bold"] = True
        case Control():
            look["italic"] = True
        case Example():
            look |= {"italic": True, "font_color": _QUIET}
    return look


def number_format(kind: str, number: Number, decimals: int) -> str:
    """The format that shows the figure in full: decimals only where it has some.

    `decimals` is how many an amount can have.
    """
    match kind:
        case "amount":
            if round(number) % 10**decimals == 0:
                return _AMOUNT
            return f"{_AMOUNT}.00" if decimals == 2 else f"{_AMOUNT}.0####"
        case "percent":
            return _WHOLE_PERCENT if (number * 100) % 1 == 0 else "0.0###%"
    return "General"


def row_pixels(lines: int) -> int:
    """How high a row with so many lines of text is."""
    return _ROW_PIXELS + (min(lines, _MAX_LINES) - 1) * _LINE_PIXELS
