"""The outline as a Word document that a person at the association can go on editing.

Real styles, headings, lists and tables with header rows. Written with python-docx; what it has
no words for, and the tables, are made of elements directly, since its `table.cell()` is quadratic.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, pairwise
from textwrap import shorten
from typing import Any
from urllib.parse import quote

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from finsam_desktop.domain import richtext
from finsam_desktop.domain.pictures import or_nothing
from finsam_desktop.domain.richtext import Span, Spans
from finsam_desktop.domain.transfer_items import Content as FileContent
from finsam_desktop.domain.values import clean_text
from finsam_desktop.exchange.outline import (
    IN_TKR,
    Box,
    BoxRows,
    Content,
    Document,
    Element,
    Facts,
    Group,
    Heading,
    Labelled,
    Pages,
    Prose,
    SignatureBlock,
    Table,
    TickBoxes,
    in_lines,
)
from finsam_desktop.exchange.pictures import plain
from finsam_desktop.exchange.word_picture import add_picture
from finsam_desktop.exchange.word_styles import CELL_MARGIN, FRAME, FRAME_WIDTH, MAX_HEADING, Lists, restyle
from finsam_desktop.exchange.word_table import add_budget_table, scaled
from finsam_desktop.exchange.word_xml import (
    SPACER,
    add,
    add_cell,
    add_field,
    add_link,
    add_paragraph,
    add_row,
    add_run,
    add_symbol,
    add_table,
)

CREATED = datetime(2024, 1, 1)
"""Stands in the file's properties, so that the same outline gives the same bytes."""

_TICKED, _OPEN = "☒", "☐"
_WIDE = "\u00a0\u00a0\u00a0\u00a0 "
"""Between things beside each other; the line may break at its end."""
_TO_FILL_IN = "\u00a0" * 24

# Twentieths of a point. Paper, then margins: A4.
_SHORT_SIDE, _LONG_SIDE = 11906, 16838
_MARGINS = {"portrait": (1190, 1020), "landscape": (740, 800)}
"""Sides, top and bottom."""
_FOOT = 480
_NAME_ROOM = {"portrait": 85, "landscape": 140}
"""Characters of the initiative's name that fit in the footer."""
_WRITING_LINE, _WRITING_LINES, _WRITING_FIELD = 160, 680, 1400
"""Room to write by hand: after a label, on several lines, in an empty field."""
_SIGNATURE_ROW, _SIGNATURE_TALL = 620, 1200
_SIGNATURE_LABEL = 0.36
"""Share of the width."""
_MAX_PROPERTY = 255
_MAX_COLUMNS = 63
"""Columns in a table (Microsoft, "Operating parameter limitations and specifications in Word")."""
_PROSE_STYLES = {"body": "", "subtitle": "Subtitle", "note": "Note", "small": "Instruction"}
_NOT_IN_ADDRESSES = re.compile(r'["<>\\^`{|}\s]')


def render_word(document: Document, content: FileContent | None = None) -> bytes:
    """The outline as the bytes of a .docx file; the same outline and pictures give the same bytes.

    `content` gives the bytes of a picture by its SHA-256; those that it does not have are told in words.
    """
    word = docx.Document()
    restyle(word, document.language)
    _describe(word, document)
    writer = _Writer(word, or_nothing(content))
    for number, pages in enumerate(document.pages):
        writer.pages(pages, last=number == len(document.pages) - 1)
    _add_footers(word, document)
    stream = io.BytesIO()
    word.save(stream)
    return _without_times(stream)


def _describe(word: Any, document: Document) -> None:
    properties = word.core_properties
    properties.title = clean_text(document.title)[:_MAX_PROPERTY]
    properties.author = clean_text(document.association)[:_MAX_PROPERTY]
    properties.language, properties.comments, properties.last_modified_by = document.language, "", ""
    properties.created = properties.modified = CREATED
    properties.category = IN_TKR if document.unit == "tkr" else ""


def _without_times(stream: io.BytesIO) -> bytes:
    """The same package with the same time on every entry."""
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return result.getvalue()


def _content_width(orientation: str) -> int:
    return (_SHORT_SIDE if orientation == "portrait" else _LONG_SIDE) - 2 * _MARGINS[orientation][0]


def _add_footers(word: Any, document: Document) -> None:
    """Name, mark and page number; sections after each other whose paper lies the same share a footer."""
    before = ""
    for section, pages in zip(word.sections, document.pages, strict=True):
        if pages.orientation == before:
            continue
        before = pages.orientation
        section.footer.is_linked_to_previous = False
        root = section.footer._element
        for child in list(root):
            root.remove(child)
        if document.version_mark:
            version = add_paragraph(root, "Footer", right_tab=_content_width(pages.orientation))
            add_run(version, f"\t{document.version_mark}")
        paragraph = add_paragraph(root, "Footer", right_tab=_content_width(pages.orientation))
        add_run(paragraph, shorten(document.name, _NAME_ROOM[pages.orientation], placeholder="…"))
        add_run(paragraph, "\t" + (f"{document.mark}{_WIDE}" if document.mark else "") + "Sida ")
        add_field(paragraph, "PAGE")
        add_run(paragraph, " av ")
        add_field(paragraph, "NUMPAGES")


def _begins_part(element: Element) -> bool:
    """Whether the element has a section's heading that stands in no box."""
    match element:
        case Heading(2, _):
            return True
        case Group(heading):
            return bool(heading)
    return False


def _edges(boxes: Iterable[Box], width: int) -> list[int]:
    """Where boxes beside each other begin and end."""
    return [round(share * width) for share in accumulate((box.width for box in boxes), initial=0.0)]


class _Writer:
    """Writes runs of pages at the end of the document's body."""

    def __init__(self, word: Any, pictures: FileContent) -> None:
        self.part, self.pictures, self.drawn = word.part, pictures, 0
        self.lists = Lists(word)
        self.body = word.element.body
        self.end = self.body.sectPr
        self.body.remove(self.end)
        self.relations: dict[str, str] = {}
        self.spacer: Any = None

    def pages(self, pages: Pages, *, last: bool) -> None:
        """A section; what ends it stands in its last paragraph, or for the last one in the body."""
        width = _content_width(pages.orientation)
        for item in in_lines(pages.elements):
            if isinstance(item, list):
                self._boxes(item, width)
            else:
                self._element(item, width)
        if self.spacer is None or self.body[-1] is not self.spacer:
            self._space()
        if last:
            self.body.append(self.end)
        section = self.end if last else add(self.spacer[0], "sectPr")
        _set_paper(section, pages.orientation)
        self.spacer = None

    def _space(self) -> None:
        """Keeps the table above apart from what follows."""
        self.spacer = add_paragraph(self.body, SPACER)

    def _element(self, element: Element, width: int) -> None:
        if _begins_part(element) and len(self.body) and self.body[-1] is not self.spacer:
            self._space()
        match element:
            case Box():
                self._boxes([[element]], width)
            case SignatureBlock():
                self._signature(element, width)
            case Table():
                add_budget_table(self.body, element, width)
                self._space()
            case Facts(items):
                self._facts(items)
            case _:
                self._contents(self.body, [element], 1, width)

    def _boxes(self, rows: BoxRows, width: int) -> None:
        """A framed box, or rows of some beside each other."""
        edges = sorted({edge for boxes in rows for edge in _edges(boxes, width)})
        table = add_table(self.body, "Box", [right - left for left, right in pairwise(edges)])
        for number, boxes in enumerate(rows):
            self._box_row(table, boxes, edges, width, rule=FRAME_WIDTH if number else 0)
        self._space()

    def _box_row(self, table: Any, boxes: Sequence[Box], edges: list[int], width: int, rule: int) -> None:
        """Boxes beside each other, over the columns between the `edges`, with a rule above.

        The headings have a row of their own, which stays with the next: LibreOffice splits no row
        that begins with a paragraph to be kept with the next.
        """
        own = list(pairwise(_edges(boxes, width)))
        spans = [edges.index(right) - edges.index(left) for left, right in own]
        headed = any(box.heading for box in boxes)
        if headed:
            row = add_row(table)
            for box, (left, right), span in zip(boxes, own, spans, strict=True):
                cell = add_cell(
                    row, right - left, columns=span, joined="bottom", rule_above=rule, rule_colour=FRAME
                )
                if box.heading:
                    self._heading(cell, box.level, box.heading)
                else:
                    add_paragraph(cell)
        row = add_row(table, whole=False)
        for box, (left, right), span in zip(boxes, own, spans, strict=True):
            above, joined = (0, "top") if headed else (rule, "")
            cell = add_cell(
                row, right - left, columns=span, joined=joined, rule_above=above, rule_colour=FRAME
            )
            self._contents(cell, box.children, box.level, right - left - 2 * CELL_MARGIN)

    def _heading(self, parent: Any, level: int, text: str) -> None:
        """Level 1 is the title; the one below it is Word's Heading 1."""
        style = "Title" if level == 1 else f"Heading{min(level - 1, MAX_HEADING)}"
        self.lists.end()
        add_run(add_paragraph(parent, style, keep_next=True), text)

    def _contents(self, parent: Any, children: Iterable[Content], level: int, width: int) -> None:
        """What stands in a box, below a heading of `level`; there is always a paragraph last."""
        previous: Content | None = None
        for child in children:
            match child:
                case Heading(own_level, text):
                    level = own_level
                    self._heading(parent, own_level, text)
                case Prose():
                    self._prose(parent, child, level, width)
                case Labelled():
                    self._labelled(parent, child)
                case TickBoxes():
                    self._tick_boxes(parent, child)
                case Group():
                    if isinstance(previous, Group):
                        add_paragraph(parent, SPACER, rule_above=True)
                    if child.heading:
                        self._heading(parent, child.level, child.heading)
                    self._contents(parent, child.children, child.level if child.heading else level, width)
            previous = child
        if parent is not self.body and (len(parent) == 0 or not parent[-1].tag.endswith("}p")):
            add_paragraph(parent)

    def _labelled(self, parent: Any, line: Labelled) -> None:
        room = None if line.value else _WRITING_LINES if line.tall else _WRITING_LINE
        self.lists.end()
        paragraph = add_paragraph(parent, "Instruction" if line.small else "", room_below=room)
        add_run(paragraph, line.label, bold=line.bold_label)
        add_run(paragraph, f" {line.value}" if line.label and line.value else line.value)

    def _tick_boxes(self, parent: Any, boxes: TickBoxes) -> None:
        self.lists.end()
        paragraph = add_paragraph(parent)
        add_run(paragraph, boxes.label)
        for number, (label, ticked) in enumerate(boxes.choices):
            between = "\n" if boxes.stacked else _WIDE
            add_run(paragraph, between if number or boxes.label else "")
            add_symbol(paragraph, _TICKED if ticked else _OPEN)
            whole = label if boxes.stacked else label.replace(" ", "\u00a0")
            add_run(paragraph, f"\u00a0{whole}")

    def _facts(self, items: Iterable[Labelled]) -> None:
        paragraph = add_paragraph(self.body, keep_next=True)
        for number, item in enumerate(items):
            add_run(paragraph, (_WIDE if number else "") + (f"{item.label} " if item.label else ""))
            add_run(paragraph, item.value or _TO_FILL_IN, bold=True)

    # ------------------------------------------------------------------------ formatted text

    def _prose(self, parent: Any, prose: Prose, level: int, width: int) -> None:
        self.lists.end()
        if not prose.blocks:
            add_paragraph(parent, room_below=_WRITING_FIELD)
        for block in prose.blocks:
            if not isinstance(block, richtext.ListItem):
                self.lists.end()
            match block:
                case richtext.Paragraph(spans):
                    self._spans(add_paragraph(parent, _PROSE_STYLES[prose.style]), spans)
                case richtext.Heading(deeper, spans):
                    style = f"Heading{min(level - 1 + deeper, MAX_HEADING)}"
                    self._spans(add_paragraph(parent, style, keep_next=True), spans)
                case richtext.ListItem(depth, ordered, spans):
                    style = "ListNumber" if ordered else "ListBullet"
                    numbering = self.lists.item(depth, ordered)
                    self._spans(add_paragraph(parent, style, numbering=numbering), spans)
                case richtext.Table():
                    self._table(parent, block, width)
                case richtext.Picture():
                    self._picture(add_paragraph(parent), block, width)
        self.lists.end()

    def _picture(self, paragraph: Any, picture: richtext.Picture, width: int) -> None:
        """The picture; where its bytes are missing, its description."""
        data = plain(self.pictures(picture.digest))
        if data is None:
            add_run(paragraph, richtext.plain_text((picture,)))
            return
        self.drawn += 1
        add_picture(paragraph, self.part, picture, data, self.drawn, width)

    def _spans(self, paragraph: Any, spans: Spans) -> None:
        for span in spans:
            if span.link:
                link = add_link(paragraph, self._relation(span.link))
                add_run(link, span.text, bold=span.bold, italic=span.italic, style="Hyperlink")
            else:
                add_run(paragraph, span.text, bold=span.bold, italic=span.italic)

    def _relation(self, address: str) -> str:
        """The id of the address in the document's relationships, where Word wants it percent-encoded."""
        if address not in self.relations:
            safe = _NOT_IN_ADDRESSES.sub(lambda match: quote(match[0]), clean_text(address))
            self.relations[address] = self.part.relate_to(safe, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self.relations[address]

    def _table(self, parent: Any, table: richtext.Table, width: int) -> None:
        """A table that a person wrote; its rows as lines where it has more columns than Word can take."""
        columns = len(table.rows[0])
        if columns > _MAX_COLUMNS:
            for cells in table.rows:
                joined = (span for cell in cells for span in (*cell, Span("\t")))
                self._spans(add_paragraph(parent), tuple(joined)[:-1])
            return
        widths = scaled((1.0,) * columns, width)
        element = add_table(parent, "TableGrid", widths)
        for number, cells in enumerate(table.rows):
            is_header = table.header and number == 0
            row = add_row(element, header=is_header, whole=False)
            for spans, own in zip(cells, widths, strict=True):
                bold = tuple(replace(span, bold=True) for span in spans) if is_header else spans
                self._spans(add_paragraph(add_cell(row, own), "TableText", keep_next=is_header), bold)
        add_paragraph(parent, SPACER)

    # ---------------------------------------------------------------------------- signatures

    def _signature(self, block: SignatureBlock, width: int) -> None:
        """Labels to the left, lines to write on to the right, all on one page."""
        label = round(width * _SIGNATURE_LABEL)
        table = add_table(self.body, "SignatureBlock", [label, width - label])
        head = add_cell(add_row(table), width, columns=2)
        self._heading(head, block.level, block.heading)
        if block.declaration:
            add_run(add_paragraph(head, keep_next=True), block.declaration)
        for number, line in enumerate(block.lines, start=1):
            row = add_row(table, height=_SIGNATURE_TALL if line.tall else _SIGNATURE_ROW)
            for text, own in ((line.label, label), (line.value, width - label)):
                cell = add_cell(row, own, valign="center")
                add_run(add_paragraph(cell, keep_next=number < len(block.lines), room_below=0), text)
        self._space()


def _set_paper(section: Any, orientation: str) -> None:
    """A4 and its margins, in place of what the section says."""
    for child in list(section):
        section.remove(child)
    lying = orientation == "landscape"
    width, height = (_LONG_SIDE, _SHORT_SIDE) if lying else (_SHORT_SIDE, _LONG_SIDE)
    add(section, "pgSz", w=width, h=height, orient=orientation)
    side, top = _MARGINS[orientation]
    add(section, "pgMar", top=top, right=side, bottom=top, left=side, header=_FOOT, footer=_FOOT, gutter=0)
