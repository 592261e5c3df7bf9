"""WordprocessingML, a piece at a time: paragraphs, runs and table cells (ECMA-376, part 1, chapter 17).

Elements are made straight on their parent. The order in which the properties of a paragraph or
a cell are added is the schema's, which Word insists on.
"""

from __future__ import annotations

import re
from typing import Any

from finsam_desktop.domain.values import clean_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PIECE = re.compile("([\n\t])")

SPACER = "Spacer"
"""Style of the low paragraph that keeps tables apart."""
_SYMBOL_FONT = "Segoe UI Symbol"


def add(parent: Any, tag: str, **attributes: str | int) -> Any:
    """A new last child `w:tag` with `w:` attributes."""
    child = parent.makeelement(_W + tag, {_W + name: str(value) for name, value in attributes.items()})
    parent.append(child)
    return child


def add_paragraph(
    parent: Any,
    style: str = "",
    *,
    keep_next: bool = False,
    numbering: tuple[int, int] | None = None,
    rule_above: bool = False,
    right_tab: int = 0,
    room_below: int | None = None,
    indent: int = 0,
    align: str = "",
) -> Any:
    """A new last paragraph of the style (Normal where none is named).

    `numbering` is the list's number and the item's level from 0; `right_tab`, `room_below` and
    `indent` are twentieths of a point.
    """
    paragraph = add(parent, "p")
    given = (style, keep_next, numbering, rule_above, right_tab, room_below is not None, indent, align)
    if not any(given):
        return paragraph
    properties = add(paragraph, "pPr")
    if style:
        add(properties, "pStyle", val=style)
    if keep_next:
        add(properties, "keepNext")
    if numbering:
        numbers = add(properties, "numPr")
        add(numbers, "ilvl", val=numbering[1])
        add(numbers, "numId", val=numbering[0])
    if rule_above:
        add(add(properties, "pBdr"), "top", val="single", sz=4, space=1, color="BFBFBF")
    if right_tab:
        add(add(properties, "tabs"), "tab", val="right", pos=right_tab)
    if room_below is not None:
        add(properties, "spacing", after=room_below)
    if indent:
        add(properties, "ind", left=indent)
    if align:
        add(properties, "jc", val=align)
    return paragraph


def add_run(parent: Any, text: str, *, bold: bool = False, italic: bool = False, style: str = "") -> None:
    """Text in one format; newlines are line breaks."""
    if not text:
        return
    run = add(parent, "r")
    if bold or italic or style:
        properties = add(run, "rPr")
        if style:
            add(properties, "rStyle", val=style)
        if bold:
            add(properties, "b")
            add(properties, "bCs")
        if italic:
            add(properties, "i")
            add(properties, "iCs")
    _add_text(run, text)


def add_symbol(parent: Any, symbol: str) -> None:
    """A sign in a font that has it."""
    run = add(parent, "r")
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), _SYMBOL_FONT)
    add(add(run, "rPr"), "rFonts", **fonts)
    _add_text(run, symbol)


def _add_text(run: Any, text: str) -> None:
    for piece in _PIECE.split(clean_text(text)):
        if piece == "\n":
            add(run, "br")
        elif piece == "\t":
            add(run, "tab")
        elif piece:
            element = add(run, "t")
            element.text = piece
            if piece != piece.strip():
                element.set(_SPACE, "preserve")


def add_link(paragraph: Any, relation: str) -> Any:
    """A hyperlink to hold runs; `relation` is the address's id in the document's relationships."""
    link = add(paragraph, "hyperlink", history=1)
    link.set(_R + "id", relation)
    return link


def add_field(paragraph: Any, code: str) -> None:
    """A field that Word computes, such as PAGE; until then it shows 1."""
    add_run(add(paragraph, "fldSimple", instr=f" {code} "), "1")


def add_table(parent: Any, style: str, widths: list[int], *, title: str = "", summary: str = "") -> Any:
    """An empty table of the style with columns of fixed widths, in twentieths of a point."""
    table = add(parent, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", val=style)
    add(properties, "tblW", w=sum(widths), type="dxa")
    add(properties, "tblLayout", type="fixed")
    add(
        properties,
        "tblLook",
        val="00A0",
        firstRow=1,
        firstColumn=1,
        lastRow=0,
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    if title:
        add(properties, "tblCaption", val=clean_text(title))
    if summary:
        add(properties, "tblDescription", val=clean_text(summary))
    grid = add(table, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=width)
    return table


def add_row(table: Any, *, header: bool = False, whole: bool = True, height: int = 0) -> Any:
    """A row; `header` rows are repeated on every page, `whole` rows are not split between pages."""
    row = add(table, "tr")
    properties = add(row, "trPr")
    if whole:
        add(properties, "cantSplit")
    if height:
        add(properties, "trHeight", val=height, hRule="atLeast")
    if header:
        add(properties, "tblHeader")
    return row


def add_cell(
    row: Any,
    width: int,
    *,
    columns: int = 1,
    merge: str = "",
    rule_above: int = 0,
    rule_colour: str = "000000",
    fill: str = "",
    no_wrap: bool = False,
    joined: str = "",
    valign: str = "",
) -> Any:
    """A cell over `columns` columns; `merge` is restart or continue where it covers several rows.

    `rule_above` is eighths of a point, colours are RRGGBB, `joined` the side (top or bottom)
    where the cell has no margin.
    """
    cell = add(row, "tc")
    properties = add(cell, "tcPr")
    add(properties, "tcW", w=width, type="dxa")
    if columns > 1:
        add(properties, "gridSpan", val=columns)
    if merge:
        add(properties, "vMerge", val=merge)
    if rule_above:
        add(add(properties, "tcBorders"), "top", val="single", sz=rule_above, space=0, color=rule_colour)
    if fill:
        add(properties, "shd", val="clear", color="auto", fill=fill)
    if no_wrap:
        add(properties, "noWrap")
    if joined:
        add(add(properties, "tcMar"), joined, w=0, type="dxa")
    if valign:
        add(properties, "vAlign", val=valign)
    return cell
