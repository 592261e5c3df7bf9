"""Formatted text between the domain's blocks and Qt's documents, without loss both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextImageFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from finsam_desktop.domain.richtext import (
    DIGEST,
    Block,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    RichText,
    Span,
    Table,
    fitted,
    normalise,
)
from finsam_desktop.ui import theme

_LINE_BREAK = "\u2028"
_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
_NUMBERS = QTextListFormat.Style.ListDecimal
_OBJECT = "\ufffc"
_PARAGRAPH_GAP = 6
_HEADING_SIZES = {1: 1, 2: 0, 3: 0}
"""Steps of QTextCharFormat's size adjustment."""
_MOST_PIXELS = 100_000
"""The longest side that HTML can mean."""
PICTURE_NAME = re.compile(rf"picture:({DIGEST.pattern})/(\d+)x(\d+)")
_ALT = QTextFormat.Property.ImageAltText


class ClosedDocument(QTextDocument):
    """A document that holds what it is given, and opens no style sheet, picture or file that it names."""

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        return None


FindPicture = Callable[[QTextImageFormat], Picture | None]
"""The picture that the format stands for."""


def to_document(blocks: RichText, document: QTextDocument) -> None:
    """Fill the document with the blocks, in place of what it held."""
    document.clear()
    insert(blocks, QTextCursor(document))


def insert(blocks: RichText, cursor: QTextCursor) -> None:
    """Insert the blocks at the cursor; the first starts in the cursor's block."""
    cursor.beginEditBlock()
    lists: list[QTextList] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, ListItem):
            lists = []
        if isinstance(block, Table):
            _insert_table(block, cursor)
            continue
        if number and not isinstance(blocks[number - 1], Table):
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        cursor.setBlockFormat(block_format(block))
        if isinstance(block, ListItem):
            _put_in_list(block, cursor, lists)
        elif current := cursor.currentList():
            current.remove(cursor.block())
        if isinstance(block, Picture):
            cursor.insertImage(picture_format(block))
            cursor.setBlockCharFormat(QTextCharFormat())
            continue
        _insert_spans(block.spans, cursor, heading=block.level if isinstance(block, Heading) else 0)
    cursor.endEditBlock()


def block_format(block: Block) -> QTextBlockFormat:
    """How the block stands in the editor."""
    found = QTextBlockFormat()
    found.setBottomMargin(2 if isinstance(block, ListItem) else _PARAGRAPH_GAP)
    if isinstance(block, Heading):
        found.setHeadingLevel(block.level)
        found.setTopMargin(_PARAGRAPH_GAP)
    return found


def char_format(span: Span, heading: int = 0) -> QTextCharFormat:
    """How the span stands in the editor; the text of headings is always bold."""
    found = QTextCharFormat()
    if span.bold or heading:
        found.setFontWeight(QFont.Weight.Bold)
    if span.italic:
        found.setFontItalic(True)
    if heading:
        found.setProperty(QTextCharFormat.Property.FontSizeAdjustment, _HEADING_SIZES[heading])
    if span.link:
        found.setAnchor(True)
        found.setAnchorHref(span.link)
        found.setForeground(QBrush(QColor(theme.current().accent)))
        found.setFontUnderline(True)
    return found


def picture_format(picture: Picture) -> QTextImageFormat:
    """What stands for the picture in the editor: its name says all of it but the description."""
    found = QTextImageFormat()
    found.setName(f"picture:{picture.digest}/{picture.width}x{picture.height}")
    found.setProperty(_ALT, picture.alt)
    return found


def picture_of(style: QTextFormat) -> Picture | None:
    """The picture that the format stands for, where `picture_format` made it."""
    image = style.toImageFormat()
    found = PICTURE_NAME.fullmatch(image.name()) if image.isValid() else None
    if found is None:
        return None
    return Picture(found[1], str(image.property(_ALT) or ""), int(found[2]), int(found[3]))


def list_format(level: int, ordered: bool) -> QTextListFormat:
    """The list that an item of the level stands in."""
    found = QTextListFormat()
    found.setIndent(level + 1)
    found.setStyle(_NUMBERS if ordered else _BULLETS[min(level, len(_BULLETS) - 1)])
    return found


def is_ordered(layout: QTextListFormat) -> bool:
    """Whether the list numbers its items."""
    return layout.style() in _ORDERED


def _put_in_list(item: ListItem, cursor: QTextCursor, lists: list[QTextList]) -> None:
    """Add the cursor's block to the open list of its level, or begin one; deeper lists end."""
    del lists[item.level + 1 :]
    if len(lists) == item.level + 1 and (lists[-1].format().style() == _NUMBERS) == item.ordered:
        lists[-1].add(cursor.block())
        return
    del lists[item.level :]
    while len(lists) <= item.level:
        lists.append(cursor.createList(list_format(item.level, item.ordered)))


def _insert_spans(spans: tuple[Span, ...], cursor: QTextCursor, heading: int = 0) -> None:
    for span in spans:
        cursor.insertText(span.text.replace("\n", _LINE_BREAK), char_format(span, heading))
    cursor.setBlockCharFormat(char_format(Span(""), heading))


def _insert_table(table: Table, cursor: QTextCursor) -> None:
    layout = QTextTableFormat()
    layout.setHeaderRowCount(int(table.header))
    layout.setBorder(1)
    layout.setCellSpacing(0)
    layout.setCellPadding(4)
    layout.setBorderCollapse(True)
    layout.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    made = cursor.insertTable(len(table.rows), len(table.rows[0]), layout)
    for y, row in enumerate(table.rows):
        for x, spans in enumerate(row):
            _insert_spans(spans, made.cellAt(y, x).firstCursorPosition())
    cursor.setPosition(made.lastPosition() + 1)


# ------------------------------------------------------------------------------------ back


def from_document(document: QTextDocument) -> RichText:
    """The document's content as canonical blocks; what has no place there (fonts, colours) is left out."""
    return normalise(_blocks(document.rootFrame(), picture_of))


def from_html(html: str, pictures: Mapping[str, Picture] | None = None) -> RichText:
    """Pasted HTML as canonical blocks; lines of nothing but space are dropped.

    `pictures` are those that come with it, by the address that the HTML has for each.
    """
    document = ClosedDocument()
    document.setHtml(html)
    known = pictures or {}
    found = _blocks(document.rootFrame(), lambda image: _pasted(image, known.get(image.name())))
    blocks = (_trimmed(block) for block in found)
    return normalise(block for block in blocks if isinstance(block, Table | Picture) or block.spans)


def picture_addresses(html: str) -> list[str]:
    """The addresses of the pictures in the HTML, each once."""
    document = ClosedDocument()
    document.setHtml(html)
    found: dict[str, None] = {}
    block = document.begin()
    while block.isValid():
        found |= {piece.name(): None for piece in _fragments(block) if isinstance(piece, QTextImageFormat)}
        block = block.next()
    return list(found)


def _pasted(image: QTextImageFormat, picture: Picture | None) -> Picture | None:
    """The picture with the description and the size that the HTML gives it."""
    if picture is None:
        return None
    width, height = _length(image.width()), _length(image.height())
    if not width:
        width = height * picture.width / picture.height or picture.width
    size = fitted(round(width), round(height or width * picture.height / picture.width))
    return Picture(picture.digest, str(image.property(_ALT) or picture.alt), *size)


def _length(pixels: float) -> float:
    """The same, or 0 for what is no length: HTML can say `nan`, `inf` and anything else."""
    return pixels if 0 < pixels < _MOST_PIXELS else 0


def _trimmed(block: Block) -> Block:
    """The block without the space that the layout of HTML leaves at its ends."""
    if isinstance(block, Table | Picture):
        return block
    spans = list(block.spans)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
        spans[0] = replace(spans[0], text=spans[0].text.lstrip())
    return replace(block, spans=tuple(spans))


def _blocks(frame: QTextFrame, find: FindPicture) -> Iterator[Block]:
    position = frame.begin()
    while not position.atEnd():
        inner = position.currentFrame()
        if isinstance(inner, QTextTable):
            yield _table(inner)
        elif inner is not None:
            yield from _blocks(inner, find)
        else:
            block = position.currentBlock()
            if not _is_filler(block, frame):
                yield from _parts(block, find)
        position += 1


def _is_filler(block: QTextBlock, frame: QTextFrame) -> bool:
    """The empty block that Qt keeps before or after a table."""
    if block.length() > 1 or block.textList():
        return False
    beside = (block.previous(), block.next())
    return any(one.isValid() and QTextCursor(one).currentTable() for one in beside)


def _parts(block: QTextBlock, find: FindPicture) -> Iterator[Block]:
    """The block, and its pictures for themselves: between the parts of a paragraph, after other text."""
    is_paragraph = not block.blockFormat().headingLevel() and block.textList() is None
    spans: list[Span] = []
    pictures: list[Picture] = []
    for piece in _fragments(block):
        if isinstance(piece, Span):
            spans.append(piece)
        elif picture := find(piece):
            pictures.append(picture)
            if is_paragraph:
                if _has_words(spans):
                    yield Paragraph(tuple(spans))
                yield picture
                spans = []
    if _has_words(spans) or not (pictures and is_paragraph):
        yield _block(block, tuple(spans))
    if not is_paragraph:
        yield from pictures


def _has_words(spans: list[Span]) -> bool:
    return any(span.text.strip() for span in spans)


def _block(block: QTextBlock, spans: tuple[Span, ...]) -> Block:
    level = block.blockFormat().headingLevel()
    if level:
        return Heading(level, tuple(Span(one.text, False, one.italic, one.link) for one in spans))
    items = block.textList()
    if items is not None:
        return ListItem(max(0, items.format().indent() - 1), is_ordered(items.format()), spans)
    return Paragraph(spans)


_ORDERED = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListUpperAlpha,
    QTextListFormat.Style.ListLowerRoman,
    QTextListFormat.Style.ListUpperRoman,
)


def _fragments(block: QTextBlock) -> Iterator[Span | QTextImageFormat]:
    """The runs of text in the block, and a format for each picture between them."""
    position = block.begin()
    while not position.atEnd():
        fragment = position.fragment()
        style = fragment.charFormat()
        if style.isImageFormat():  # the same picture twice is one fragment
            yield from [style.toImageFormat()] * fragment.length()
        else:
            text = fragment.text().replace(_LINE_BREAK, "\n").replace(_OBJECT, "")
            bold = style.fontWeight() >= QFont.Weight.DemiBold
            yield Span(text, bold, style.fontItalic(), style.anchorHref() if style.isAnchor() else "")
        position += 1


def _table(table: QTextTable) -> Table:
    rows = []
    for y in range(table.rows()):
        cells = []
        for x in range(table.columns()):
            cell = table.cellAt(y, x)
            spanned = cell.row() != y or cell.column() != x
            cells.append(() if spanned else tuple(_cell_spans(cell.begin())))
        rows.append(tuple(cells))
    return Table(tuple(rows), bool(table.format().headerRowCount()))


def _cell_spans(position: QTextFrame.iterator) -> Iterator[Span]:
    first = True
    while not position.atEnd():
        block = position.currentBlock()
        if block.isValid():
            if not first:
                yield Span("\n")
            yield from (piece for piece in _fragments(block) if isinstance(piece, Span))
            first = False
        position += 1
