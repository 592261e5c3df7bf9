"""Formatted text between the domain's blocks and Qt's documents, without loss both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from finsam_desktop.domain.richtext import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    RichText,
    Span,
    Table,
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
_PARAGRAPH_GAP = 6
_HEADING_SIZES = {1: 1, 2: 0, 3: 0}
"""Steps of QTextCharFormat's size adjustment."""


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
    """The document's content as canonical blocks; what has no place there (pictures, fonts) is left out."""
    return normalise(_blocks(document.rootFrame()))


def from_html(html: str) -> RichText:
    """Pasted HTML as canonical blocks; lines of nothing but space are dropped."""
    document = QTextDocument()
    document.setHtml(html)
    blocks = (_trimmed(block) for block in _blocks(document.rootFrame()))
    return normalise(block for block in blocks if isinstance(block, Table) or block.spans)


def _trimmed(block: Block) -> Block:
    """The block without the space that the layout of HTML leaves at its ends."""
    if isinstance(block, Table):
        return block
    spans = list(block.spans)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
        spans[0] = replace(spans[0], text=spans[0].text.lstrip())
    return replace(block, spans=tuple(spans))


def _blocks(frame: QTextFrame) -> Iterator[Block]:
    position = frame.begin()
    while not position.atEnd():
        inner = position.currentFrame()
        if isinstance(inner, QTextTable):
            yield _table(inner)
        elif inner is not None:
            yield from _blocks(inner)
        else:
            block = position.currentBlock()
            if not _is_filler(block, frame):
                yield _block(block)
        position += 1


def _is_filler(block: QTextBlock, frame: QTextFrame) -> bool:
    """The empty block that Qt keeps before or after a table."""
    if block.length() > 1 or block.textList():
        return False
    beside = (block.previous(), block.next())
    return any(one.isValid() and QTextCursor(one).currentTable() for one in beside)


def _block(block: QTextBlock) -> Block:
    spans = tuple(_spans(block))
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


def _spans(block: QTextBlock) -> Iterator[Span]:
    position = block.begin()
    while not position.atEnd():
        fragment = position.fragment()
        style = fragment.charFormat()
        if not style.isImageFormat():
            text = fragment.text().replace(_LINE_BREAK, "\n").replace("\ufffc", "")
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
            yield from _spans(block)
            first = False
        position += 1
