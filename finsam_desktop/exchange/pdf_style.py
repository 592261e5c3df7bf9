"""The style sheet of the PDF: sizes in points, colours, and the styles of its paragraphs."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from finsam_desktop.exchange.pdf_text import BOLD, BOLD_ITALIC, ITALIC, REGULAR

PORTRAIT, LANDSCAPE = A4, landscape(A4)
SIDE, TOP, BOTTOM = 21 * mm, 17 * mm, 20 * mm
"""Margins of the form's pages."""
SHEET_SIDE, SHEET_TOP, SHEET_BOTTOM = 12 * mm, 12 * mm, 14 * mm
"""Margins of the budget's pages, which need the room."""
FOOT, SHEET_FOOT = 11 * mm, 7.5 * mm
"""The footer's base line above the page's edge."""

INK = HexColor("#000000")
QUIET = HexColor("#595959")
"""Footers and labels of little weight; 7 to 1 against white."""
FRAME = HexColor("#404040")
HAIRLINE = HexColor("#BFBFBF")
LINK = "#1F4E79"
INPUT = HexColor("#FFF9C4")
"""The form's yellow (FFFF99), so light that figures stay clear in a grey copy."""
BAND = HexColor("#CFE2F3")
"""The form's blue (BDD7EE) of bands and of sums of a part."""
GROUP = HexColor("#E3E3E3")
"""The form's grey (D9D9D9) of sums of a group."""
DRAFT = HexColor("#EBEBEB")

FRAME_WIDTH, HAIR_WIDTH = 0.7, 0.3
PADDING, PADDING_BELOW = 9.0, 5.0
"""Between a box's frame and its text, whose last line has a space of its own below it."""
GAP = 5.0
"""Above and below a box."""
LIST_INDENT = 15.0
WRITING_LINE, WRITING_LINES, WRITING_FIELD = 8.0, 34.0, 84.0
"""Room to write by hand: after a label, on several lines, in an empty field."""
SIGNATURE_ROW, SIGNATURE_TALL = 30.0, 56.0

BODY_SIZE, BODY_LEADING = 10.0, 14.0
ALIGNMENT = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}


def _style(font: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        font,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=more.pop("textColor", INK),
        allowWidows=0,
        allowOrphans=0,
        **more,
    )


TITLE = _style(BOLD, 17, 22, spaceAfter=4)
SUBTITLE = _style(REGULAR, 12, 16, spaceAfter=4)
SHEET_TITLE = _style(BOLD, 14, 18, spaceAfter=2)
SECTION = _style(BOLD, 10.5, 14, spaceAfter=3)
GROUP_TITLE = _style(BOLD, 12, 16, spaceBefore=2 * GAP, spaceAfter=3)
"""Of a section without a frame."""
SUBSECTION = _style(BOLD, BODY_SIZE, BODY_LEADING, spaceBefore=5, spaceAfter=1)
OWN_HEADINGS = {
    1: SUBSECTION,
    2: _style(BOLD_ITALIC, BODY_SIZE, BODY_LEADING, spaceBefore=4, spaceAfter=1),
    3: _style(ITALIC, BODY_SIZE, BODY_LEADING, spaceBefore=4, spaceAfter=1),
}
"""Headings that people wrote in their text, by level."""

PROSE = {
    "body": _style(REGULAR, BODY_SIZE, BODY_LEADING, spaceAfter=5),
    "subtitle": SUBTITLE,
    "note": _style(ITALIC, 9.5, 13, spaceAfter=4),
    "small": _style(REGULAR, 8.5, 12, spaceAfter=5, textColor=QUIET),
}
LINE = _style(REGULAR, BODY_SIZE, BODY_LEADING, spaceAfter=3)
"""A label and its value."""
TICK, LAST_TICK = (
    _style(REGULAR, BODY_SIZE, BODY_LEADING, leftIndent=14, firstLineIndent=-14, spaceAfter=space)
    for space in (2, 6)
)
"""A box to tick on a line of its own, and the last of several."""
FACT = _style(REGULAR, 9.5, 13, spaceAfter=4)
SIGNATURE_LABEL = _style(REGULAR, BODY_SIZE, BODY_LEADING)


def list_style(level: int) -> ParagraphStyle:
    """A list item of the level, 0 the outermost."""
    return _style(
        REGULAR,
        BODY_SIZE,
        BODY_LEADING,
        leftIndent=LIST_INDENT * (level + 1),
        bulletIndent=LIST_INDENT * level,
        bulletFontName=REGULAR,
        bulletFontSize=BODY_SIZE,
        spaceAfter=3,
    )


def cell_style(font: str, size: float, align: str = "left", colour: HexColor = INK) -> ParagraphStyle:
    """Text in a cell of a table."""
    return _style(font, size, size * 1.25, alignment=ALIGNMENT[align], textColor=colour)
