"""The body of a Word document as plain data: paragraphs with formats, list items, tables, boxes to tick.

What goes over from the child process (`word_read.items`) is made here, a list for each block:

* `["p", style, level, list, spans]`: the style's name; 1 to 9 for a heading, else 0; `[level, ordered]` of a
  list item or None; spans `[text, bold, italic, link]`, where a newline is a line break.
* `["t", rows, header]`: rows of cells, a cell a list of blocks; whether the first row is a header row. A cell
  over several columns is followed by empty ones, and one that goes on downwards is empty below.
* `["i", alt, width, height, data]`: a picture that stands in the paragraph before it; its description, its
  size in pixels of 1/96 inch, and its bytes in base64, ready to be kept.

A box to tick is a sign in the text, whichever kind Word has. Placeholders, what has been deleted with tracked
changes, and the second telling of drawings are left out. (ECMA-376, part 1, chapter 17.)
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.richtext import fitted
from finsam_desktop.exchange.pictures import Taken, taken_in
from finsam_desktop.exchange.word_picture import EMU

MAX_PICTURES, MAX_PICTURE_BYTES = 20, 20 * 2**20
"""What is taken in of one document."""
TICKED, OPEN = "☒", "☐"
"""How a box to tick stands in the text."""
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_HEADING = re.compile(r"(?:heading|rubrik) ([1-9])", re.IGNORECASE)
_LIST_LEVEL = re.compile(r"(?:list|lista|punktlista|numrerad lista)\D* ([2-9])", re.IGNORECASE)
_ADDRESS = re.compile(r'HYPERLINK\s+"([^"]+)"')
_SYMBOLS = {0xA8: OPEN, 0x6F: OPEN, 0x71: OPEN, 0xFE: TICKED, 0xFD: TICKED, 0x78: TICKED, 0xFC: TICKED}
"""Signs of Wingdings that people take for boxes to tick."""
_TRANSPARENT = frozenset(qn(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "fldSimple", "customXml"))
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOT_NUMBERS = ("bullet", "none")
_WHOLE = re.compile(r"[0-9]{1,14}")
"""The largest size of a drawing has 14 digits (ST_PositiveCoordinate)."""
_MAX_CHAIN = 20
_MAX_SPAN = 63
"""Columns in a table of Word."""
_DRAWINGS = qn("wp:inline"), qn("wp:anchor"), _IMAGE
_APART = frozenset(qn(f"w:{name}") for name in ("txbxContent", "del", "moveFrom"))
"""What is told for itself, or no longer."""

Plain = list[Any]


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    properties: Any
    text: Any


def is_on(setting: Any) -> bool:
    """Whether a setting that stands there is on."""
    return setting is not None and setting.get(qn("w:val")) not in ("0", "false", "off", "none")


class Body:
    """Reads blocks of one document; counts the pictures that it leaves out."""

    def __init__(self, document: Any) -> None:
        self.pictures = 0
        self._taken, self._bytes = 0, 0
        self._parts = document.part.related_parts
        self._links = {
            key: rel.target_ref for key, rel in document.part.rels.items() if "hyperlink" in rel.reltype
        }
        self._styles = {
            style.get(qn("w:styleId")): _style(style)
            for style in document.styles.element.findall(qn("w:style"))
        }
        self._ordered = _numbering(document)
        self._address = ""

    def blocks(self, parent: Iterable[Any]) -> Iterator[Plain]:
        """The blocks in order; what a paragraph's text boxes hold comes after it."""
        for element in parent:
            if element.tag == qn("w:p"):
                paragraph, pictures = self._paragraph(element), list(self._pictures(element))
                if not pictures or any(text.strip() for text, *_ in paragraph[-1]):
                    yield paragraph
                yield from pictures
                for box in _of(element, qn("w:txbxContent")):
                    yield from self.blocks(box)
            elif element.tag == qn("w:tbl"):
                yield self._table(element)
            elif element.tag == qn("w:sdt"):
                for content in element.findall(qn("w:sdtContent")):
                    yield from self.blocks(content)
            elif element.tag in _TRANSPARENT:
                yield from self.blocks(element)

    # ------------------------------------------------------------------------------ paragraphs

    def _paragraph(self, element: Any) -> Plain:
        properties = element.find(qn("w:pPr"))
        style_id = _value(properties, "pStyle") or "Normal"
        name = self._styles[style_id].name if style_id in self._styles else style_id
        level = self._level(style_id, properties)
        plain = level or name in ("Title", "Subtitle")
        inherited = (False, False) if plain else (self._has(style_id, "b"), self._has(style_id, "i"))
        spans: list[Plain] = []
        for text, bold, italic, link in self._pieces(element, inherited, ""):
            if spans and spans[-1][1:] == [bold, italic, link]:
                spans[-1][0] += text
            elif text:
                spans.append([text, bold, italic, link])
        return ["p", name, level, None if level else self._list(style_id, properties), spans]

    def _pictures(self, paragraph: Any) -> Iterator[Plain]:
        """Those that can be kept, within the limits; the others are counted."""
        for drawing in _of(paragraph, *_DRAWINGS):
            shown = list(_of(drawing, qn("a:blip")))
            taken = self._take(shown[0]) if len(shown) == 1 else None
            if taken is None:  # drawn with lines alone, a chart has no picture in it
                self.pictures += len(shown) or (drawing.tag == _IMAGE)
                continue
            words = drawing.find(qn("wp:docPr"))
            alt = (words.get("descr") or "") if words is not None else ""
            size = _size(drawing.find(qn("wp:extent"))) or (taken.width, taken.height)
            yield ["i", alt, *size, b64encode(taken.data).decode()]

    def _take(self, blip: Any) -> Taken | None:
        part = self._parts.get(blip.get(qn("r:embed")))
        if part is None or self._taken == MAX_PICTURES:
            return None
        try:
            taken = taken_in(part.blob)
        except OutsideFileError:
            return None
        if self._bytes + len(taken.data) > MAX_PICTURE_BYTES:
            return None
        self._taken += 1
        self._bytes += len(taken.data)
        return taken

    def _level(self, style_id: str, properties: Any) -> int:
        for style in self._chain(style_id):
            if found := _HEADING.fullmatch(style.name):
                return int(found[1])
        outline = _whole(_value(properties, "outlineLvl"))
        return outline + 1 if outline is not None and outline < 9 else 0

    def _list(self, style_id: str, properties: Any) -> Plain | None:
        """Level and order; the paragraph's own numbering goes before that of its style."""
        holders = [properties, *(style.properties for style in self._chain(style_id))]
        for holder in holders:
            numbers = holder.find(qn("w:numPr")) if holder is not None else None
            if numbers is None or not (number := _value(numbers, "numId")):
                continue
            depth = _whole(_value(numbers, "ilvl")) or 0
            ordered = self._ordered.get((number, depth), self._ordered.get((number, 0)))
            if number == "0" or ordered is None:
                return None
            named = _LIST_LEVEL.fullmatch(self._styles[style_id].name) if style_id in self._styles else None
            return [depth or (int(named[1]) - 1 if named else 0), ordered]
        return None

    def _chain(self, style_id: str) -> Iterator[_Style]:
        for _ in range(_MAX_CHAIN):
            if style_id not in self._styles:
                return
            yield self._styles[style_id]
            style_id = self._styles[style_id].based_on

    def _has(self, style_id: str, format_name: str) -> bool:
        for style in self._chain(style_id):
            setting = style.text.find(qn(f"w:{format_name}")) if style.text is not None else None
            if setting is not None:
                return is_on(setting)
        return False

    def _pieces(
        self, parent: Any, inherited: tuple[bool, bool], link: str
    ) -> Iterator[tuple[str, bool, bool, str]]:
        for element in parent:
            if element.tag == qn("w:r"):
                text, formats = self._text(element), self._formats(element, inherited)
                yield text, *formats, link or self._address
            elif element.tag == qn("w:hyperlink"):
                yield from self._pieces(element, inherited, self._links.get(element.get(qn("r:id")), ""))
            elif element.tag == qn("w:sdt"):
                box = element.find(f"{qn('w:sdtPr')}/{_W14}checkbox")
                if box is not None:
                    ticked = box.find(f"{_W14}checked")
                    on = ticked is not None and ticked.get(f"{_W14}val") in ("1", "true", "on")
                    yield TICKED if on else OPEN, *inherited, ""
                    continue
                for content in element.findall(qn("w:sdtContent")):
                    yield from self._pieces(content, inherited, link)
            elif element.tag in _TRANSPARENT:
                yield from self._pieces(element, inherited, link)

    def _formats(self, run: Any, inherited: tuple[bool, bool]) -> tuple[bool, bool]:
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return inherited
        style, found = _value(properties, "rStyle"), []
        for name, before in zip("bi", inherited, strict=True):
            setting = properties.find(qn(f"w:{name}"))
            found.append(is_on(setting) if setting is not None else before or self._has(style, name))
        return found[0], found[1]

    def _text(self, run: Any) -> str:
        words = []
        for element in run:
            if element.tag == qn("w:t"):
                words.append(element.text or "")
            elif element.tag == qn("w:br"):
                words.append("\n" if element.get(qn("w:type")) in (None, "textWrapping") else "")
            elif element.tag == qn("w:sym"):
                words.append(_symbol(element))
            elif element.tag == qn("w:instrText"):
                found = _ADDRESS.search(element.text or "")
                self._address = found[1] if found else self._address
            elif element.tag == qn("w:fldChar"):
                words.append(_form_box(element))
                if element.get(qn("w:fldCharType")) == "end":
                    self._address = ""
            else:
                words.append(_SIGNS.get(element.tag, ""))
        return "".join(words)

    # ---------------------------------------------------------------------------------- tables

    def _table(self, table: Any) -> Plain:
        rows, header = [], False
        for number, row in enumerate(_inner(table, qn("w:tr"))):
            if number == 0:
                header = is_on(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}"))
            cells: list[list[Plain]] = []
            for cell in _inner(row, qn("w:tc")):
                properties = cell.find(qn("w:tcPr"))
                going_on = properties.find(qn("w:vMerge")) if properties is not None else None
                covered = going_on is not None and going_on.get(qn("w:val")) != "restart"
                cells.append([] if covered else list(self.blocks(cell)))
                span = _whole(_value(properties, "gridSpan")) or 1
                cells += [[] for _ in range(min(span, _MAX_SPAN) - 1)]
            rows.append(cells)
        return ["t", rows, header]


def _style(style: Any) -> _Style:
    name = _value(style, "name") or str(style.get(qn("w:styleId")))
    return _Style(name, _value(style, "basedOn"), style.find(qn("w:pPr")), style.find(qn("w:rPr")))


def _numbering(document: Any) -> dict[tuple[str, int], bool | None]:
    """(list, level) -> whether its items are numbered; None for neither bullet nor number."""
    part = next((rel.target_part for rel in document.part.rels.values() if "numbering" in rel.reltype), None)
    root = getattr(part, "element", None)
    if root is None:
        return {}
    kinds = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    found: dict[tuple[str, int], bool | None] = {}
    for number in root.findall(qn("w:num")):
        levels = kinds.get(_value(number, "abstractNumId"), ())
        for level in (*levels, *number.iter(qn("w:lvl"))):
            depth = _whole(level.get(qn("w:ilvl")) or "")
            if level.tag == qn("w:lvl") and depth is not None:
                kind = _value(level, "numFmt")
                found[number.get(qn("w:numId")), depth] = None if kind == "none" else kind not in _NOT_NUMBERS
    return found


def _value(parent: Any, tag: str) -> str:
    element = parent.find(qn(f"w:{tag}")) if parent is not None else None
    return "" if element is None else element.get(qn("w:val")) or ""


def _whole(text: str) -> int | None:
    """The number that the text is, None where it is none or has more digits than any number of Word's."""
    return int(text) if _WHOLE.fullmatch(text) else None


def _size(extent: Any) -> tuple[int, int] | None:
    """Width and height in pixels that a drawing is shown in; None where it does not say."""
    if extent is None:
        return None
    width, height = (_whole(extent.get(side) or "") for side in ("cx", "cy"))
    return fitted(round(width / EMU), round(height / EMU)) if width and height else None


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(qn("w:char")) or "", 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOLS.get(code, "") if "ding" in (element.get(qn("w:font")) or "").lower() else ""


def _form_box(element: Any) -> str:
    """The sign for a box of old forms (FORMCHECKBOX), else nothing."""
    box = element.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is None:
        return ""
    checked = box.find(qn("w:checked"))
    return TICKED if is_on(checked if checked is not None else box.find(qn("w:default"))) else OPEN


def _inner(parent: Iterable[Any], tag: str) -> Iterator[Any]:
    """The elements of the kind in the parent, those within content controls too."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag == qn("w:sdt"):
            for content in element.findall(qn("w:sdtContent")):
                yield from _inner(content, tag)


def _of(parent: Any, *tags: str) -> Iterator[Any]:
    """The elements of these kinds at any depth, in order, but for those in a text box within the parent."""
    for element in parent:
        if element.tag in tags:
            yield element
        if element.tag not in _APART:
            yield from _of(element, *tags)
