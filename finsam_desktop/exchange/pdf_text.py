"""Letters on the page: the fonts that ship with us, and the text that people write made safe for them.

The one family is Open Sans. What it has no letter for comes from DejaVu Sans, and what neither
has is printed as a visible mark, so that nothing disappears silently.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from finsam_desktop.domain.richtext import Span

FAMILY = "OpenSans"
FALLBACK = "DejaVuSans"
REGULAR, BOLD, ITALIC, BOLD_ITALIC = (
    f"{FAMILY}-{face}" for face in ("Regular", "Bold", "Italic", "BoldItalic")
)
MISSING = "\ufffd"
"""Printed for a character that no font has."""
LOST = "lost:"
"""Begins the address of a link that is none: around `MISSING`, with the number of what it stands for.
So reportlab, which splits texts as it likes, hands the character on to where it is drawn (see `pdf_tags`)."""

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"

# Word writes bullets, arrows and ticks of its symbol fonts as private characters.
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓"}
# One width of fixed space and one hyphen, in the family itself.
_SIMILAR = _SYMBOLS | {0x09: " ", 0x2007: "\u00a0", 0x202F: "\u00a0", 0x2011: "-"}
_HALVES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


@lru_cache(maxsize=1)
def use_fonts() -> frozenset[str]:
    """Make the family known to reportlab; gives the characters that it has."""
    fonts = [_register(name) for name in (REGULAR, BOLD, ITALIC, BOLD_ITALIC)]
    pdfmetrics.registerFontFamily(FAMILY, REGULAR, BOLD, ITALIC, BOLD_ITALIC)
    return frozenset.intersection(*fonts)


@lru_cache(maxsize=1)
def _use_fallback() -> frozenset[str]:
    """The same for the second family, which is larger and seldom needed; it has no italics."""
    upright, bold = f"{FALLBACK}", f"{FALLBACK}-Bold"
    fonts = [_register(name) for name in (upright, bold)]
    pdfmetrics.registerFontFamily(FALLBACK, upright, bold, upright, bold)
    return frozenset.intersection(*fonts)


def _register(name: str) -> frozenset[str]:
    font = TTFont(name, _FOLDER / f"{name}.ttf")
    pdfmetrics.registerFont(font)
    return frozenset(map(chr, font.face.charToGlyph))


def clean(text: str) -> str:
    """The text as it can be printed: composed letters, newline the only control character."""
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFC", _HALVES.sub(MISSING, _BREAKS.sub("\n", text))).translate(_SIMILAR)
    return "".join(char for char in plain if char == "\n" or not _is_invisible(char))


def one_line(text: str) -> str:
    """The clean text on one line, for bookmarks, titles and footers."""
    return " ".join(clean(text).split())


def _is_invisible(char: str) -> bool:
    # Cc and Cf: controls, soft hyphens, joiners, marks of direction; and variation selectors.
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f"


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The clean text in pieces of one font family each, with a mark for what none has: family, text."""
    for family, piece in _families(text):
        if family == FALLBACK:
            piece = "".join(char if _has_glyph(char) else MISSING for char in piece)
        yield family, piece


def _families(text: str) -> Iterator[tuple[str, str]]:
    if use_fonts().issuperset(text.replace("\n", "")):
        yield FAMILY, text
        return
    for family, chars in groupby(text, _family):
        yield family, "".join(chars)


def _family(char: str) -> str:
    return FAMILY if char == "\n" or char in use_fonts() else FALLBACK


def _has_glyph(char: str) -> bool:
    """Whether the second family has the letter."""
    return char in _use_fallback() and not _is_private(char)


def _is_private(char: str) -> bool:
    return unicodedata.category(char) == "Co"


def is_plain(text: str) -> bool:
    """Whether the text is one line that the family has every letter of."""
    return use_fonts().issuperset(text)


def markup(text: str) -> str:
    """The text as a reportlab paragraph's own, whatever it holds; newlines break the line."""
    pieces = (
        escape(piece)
        if family == FAMILY
        else f'<font face="{family}">{"".join(map(_rare_markup, piece))}</font>'
        for family, piece in _families(clean(text))
    )
    return "".join(pieces).replace("\n", "<br/>")


def _rare_markup(char: str) -> str:
    """A letter that the family lacks; what is printed for want of a glyph remembers what was written."""
    if _has_glyph(char):
        return escape(char)
    return MISSING if _is_private(char) else f'<link href="{LOST}{ord(char):x}">{MISSING}</link>'


def span_markup(span: Span, link_colour: str) -> str:
    """The formatted run as markup; links can be clicked and are underlined."""
    inner = markup(span.text)
    if span.italic:
        inner = f"<i>{inner}</i>"
    if span.bold:
        inner = f"<b>{inner}</b>"
    if span.link:
        inner = f'<a href={quoteattr(clean(span.link))} color="{link_colour}"><u>{inner}</u></a>'
    return inner


def width_of(text: str, font: str) -> float:
    """The text's width in em."""
    use_fonts()
    return float(pdfmetrics.stringWidth(text, font, 1))


def shortened(text: str, width: float) -> str:
    """One line of at most `width` em in the regular face, with an ellipsis where something was left out."""
    line = one_line(text)
    if width_of(line, REGULAR) <= width:
        return line
    kept = bisect_right(range(len(line)), width, key=lambda end: width_of(line[:end] + "…", REGULAR)) - 1
    return line[: max(kept, 0)].rstrip() + "…"
