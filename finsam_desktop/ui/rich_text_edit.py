"""The text of a field, without its buttons: keys, lists, headings, links, pictures, paste."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.richtext import (
    Heading,
    Paragraph,
    Picture,
    RichText,
    Span,
    from_text,
    plain_text,
)
from finsam_desktop.ui import richtext_qt, theme
from finsam_desktop.ui.inputs import SharedUndo
from finsam_desktop.ui.picture_object import Content, PictureObject, with_data
from finsam_desktop.ui.picture_paste import local_files, offered_pictures, picture_files

MIN_LINES = 5


class RichTextEdit(SharedUndo, QTextEdit):
    """A text field without undo of its own, as tall as its text."""

    caret_moved = Signal(QRect)
    """The caret's place in the widget, for the scrolling area around it."""
    focused = Signal()
    left = Signal()
    pictures_offered = Signal(object)
    """OfferedPictures: pictures were pasted or dropped, and are to be taken in."""
    description_requested = Signal()
    """The selected picture is to be described."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: PictureObject | None = None
        self._content: Content | None = None
        self.filled = 0
        """How many times the text has been filled anew."""
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme.STEP)
        self.document().setIndentWidth(3 * theme.STEP)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.cursorPositionChanged.connect(lambda: self.caret_moved.emit(self.cursorRect()))
        self.viewport().setObjectName("viewport")

    def show_pictures(self, content: Content) -> None:
        """From now on the field holds pictures too; `content` gives the bytes of one by its SHA-256."""
        self._content = content
        self._pictures = PictureObject(content, self.document(), self)

    def fill(self, blocks: RichText) -> None:
        """Show these in place of all that there is."""
        self.filled += 1
        richtext_qt.to_document(blocks, self.document())

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.textCursor().currentList() is None and super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lowest = self.fontMetrics().lineSpacing() * MIN_LINES + 2 * theme.STEP
        height = max(lowest, ceil(self.document().size().height()) + 2 * self.frameWidth() + 4)
        if height != self.height():
            self.setFixedHeight(height)

    # -- keys ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.textCursor().currentList() is not None and self._list_key(event):
            return
        if event.text() and event.text().isprintable() and self._after_link():
            self.setCurrentCharFormat(QTextCharFormat())  # what is written after a link is no part of it
        if event.text() and event.text().isprintable():
            self._leave_picture()
        in_heading, cursor = self._in_heading(event), self.textCursor()
        pushed_down = cursor.atBlockStart() and not cursor.atBlockEnd()
        super().keyPressEvent(event)
        if in_heading:  # what follows a heading is text, and so is what comes in above it
            block = self.textCursor().block()
            self._set_heading(block, pushed_down)
            self._set_heading(block.previous(), not pushed_down)
        if event.text() == " ":
            self._begin_list()

    def _in_heading(self, event: QKeyEvent) -> bool:
        """Whether Enter is pressed in a heading."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return enter and plain and bool(self.textCursor().blockFormat().headingLevel())

    def _after_link(self) -> bool:
        """Whether the caret stands at the end of a link."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.charFormat().isAnchor():
            return False
        if cursor.atBlockEnd():
            return True
        following = QTextCursor(cursor)
        following.movePosition(QTextCursor.MoveOperation.NextCharacter)
        return following.charFormat().anchorHref() != cursor.charFormat().anchorHref()

    def _in_table(self) -> bool:
        """A cell holds plain text with emphasis; lists and headings have no place there."""
        return self.textCursor().currentTable() is not None

    def _list_key(self, event: QKeyEvent) -> bool:
        """Tab and Shift+Tab move an item in and out; Enter or Backspace in an empty item leaves the list."""
        key, cursor = event.key(), self.textCursor()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and plain:
            self.indent(-1 if key == Qt.Key.Key_Backtab else 1)
            return True
        leaving = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not cursor.block().text()
        if leaving or (key == Qt.Key.Key_Backspace and cursor.atBlockStart() and not cursor.hasSelection()):
            self.indent(-1)
            return True
        return False

    def _begin_list(self) -> None:
        """`- ` or `1. ` at the start of a paragraph begins a list."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        plain = cursor.currentList() is None and not self._in_table()
        if before in ("- ", "* ", "• ", "1. ") and plain:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self.setTextCursor(cursor)
            self.toggle_list(before == "1. ")

    # -- formatting ------------------------------------------------------------------------

    def toggle_bold(self) -> None:
        style = QTextCharFormat()
        bold = self.fontWeight() >= QFont.Weight.DemiBold
        style.setFontWeight(QFont.Weight.Normal if bold else QFont.Weight.Bold)
        self.mergeCurrentCharFormat(style)

    def toggle_italic(self) -> None:
        style = QTextCharFormat()
        style.setFontItalic(not self.fontItalic())
        self.mergeCurrentCharFormat(style)

    def toggle_list(self, ordered: bool) -> None:
        """Make the selected paragraphs a list of the kind, or paragraphs again."""
        cursor = self.textCursor()
        if self._in_table():
            return
        items = cursor.currentList()
        if items is None:
            for block in self._selected_blocks():
                if QTextCursor(block).blockFormat().headingLevel():
                    self._set_heading(block, False)
            cursor.createList(richtext_qt.list_format(0, ordered))
        elif richtext_qt.is_ordered(items.format()) == ordered:
            self._leave_list()
        else:
            items.setFormat(richtext_qt.list_format(items.format().indent() - 1, ordered))
        self.setFocus()

    def _selected_blocks(self) -> list[QTextBlock]:
        """The paragraphs that the selection touches, or the one with the caret."""
        cursor = self.textCursor()
        block, found = self.document().findBlock(cursor.selectionStart()), []
        while block.isValid() and block.position() <= cursor.selectionEnd():
            found.append(block)
            block = block.next()
        return found

    def indent(self, step: int) -> None:
        """Move the list item in or out a level; out of the first level it becomes a paragraph."""
        cursor = self.textCursor()
        items = cursor.currentList()
        if items is None:
            return
        level = items.format().indent() - 1 + step
        if level < 0:
            self._leave_list()
        elif level <= 5:
            cursor.createList(richtext_qt.list_format(level, richtext_qt.is_ordered(items.format())))

    def _leave_list(self) -> None:
        for block in self._selected_blocks():
            if items := block.textList():
                items.remove(block)
                QTextCursor(block).setBlockFormat(richtext_qt.block_format(Paragraph(())))

    def toggle_heading(self) -> None:
        """Make the paragraphs headings of the applicant's own, or paragraphs again."""
        if self._in_table():
            return
        heading = not self.textCursor().blockFormat().headingLevel()
        for block in self._selected_blocks():
            self._set_heading(block, heading)

    def _set_heading(self, block: QTextBlock, heading: bool) -> None:
        if items := block.textList():
            items.remove(block)
        cursor = QTextCursor(block)
        layout = richtext_qt.block_format(Heading(2, ()) if heading else Paragraph(()))
        cursor.setBlockFormat(layout)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        looks = richtext_qt.char_format(Span(""), 2 if heading else 0)
        style = QTextCharFormat()
        style.setFontWeight(QFont.Weight.Bold if heading else QFont.Weight.Normal)
        style.setProperty(QTextCharFormat.Property.FontSizeAdjustment, int(heading))
        cursor.mergeCharFormat(style)
        cursor.setBlockCharFormat(looks)

    def set_link(self, address: str) -> None:
        """Link the selection, the link that the caret is in, or else the address itself; empty unlinks."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            self._select_link(cursor)
        if not cursor.hasSelection():
            if address:
                cursor.insertText(address, richtext_qt.char_format(Span(address, link=address)))
            return
        style = QTextCharFormat()
        style.setAnchor(bool(address))
        style.setAnchorHref(address)
        style.setFontUnderline(bool(address))
        colour = self.palette().link() if address else self.palette().text()
        style.setForeground(colour)
        cursor.mergeCharFormat(style)

    def _select_link(self, cursor: QTextCursor) -> None:
        """Select the whole link that the caret is in, if it is in one, or else the word."""
        address = cursor.charFormat().anchorHref()
        if not address:
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
            return
        spots = []
        position = cursor.block().begin()
        while not position.atEnd():
            fragment = position.fragment()
            if fragment.charFormat().anchorHref() == address:
                spots += [fragment.position(), fragment.position() + fragment.length()]
            position += 1
        cursor.setPosition(min(spots))
        cursor.setPosition(max(spots), QTextCursor.MoveMode.KeepAnchor)

    # -- pictures --------------------------------------------------------------------------

    def selected_picture(self) -> Picture | None:
        """The picture that is selected by itself."""
        cursor = self.textCursor()
        alone = cursor.selectionEnd() - cursor.selectionStart() == 1
        return self._picture_at(cursor.selectionStart()) if alone else None

    def describe_selected(self, alt: str) -> None:
        """Give the selected picture another description."""
        picture = self.selected_picture()
        if picture is not None:
            self.textCursor().setCharFormat(richtext_qt.picture_format(replace(picture, alt=alt)))

    def _picture_at(self, position: int) -> Picture | None:
        """The picture that is the character after the position."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        if not cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
            return None
        return richtext_qt.picture_of(cursor.charFormat())

    def _select_picture(self, place: QPoint) -> bool:
        """Select the picture at the place in the viewport, if there is one."""
        if not self.document().documentLayout().imageAt(QPointF(place)):
            return False
        position = self.cursorForPosition(place).position()
        for start in (position, position - 1):
            if start >= 0 and self._picture_at(start):
                cursor = QTextCursor(self.document())
                cursor.setPosition(start)
                cursor.setPosition(start + 1, QTextCursor.MoveMode.KeepAnchor)
                self.setTextCursor(cursor)
                return True
        return False

    def _leave_picture(self) -> None:
        """What is written beside a picture goes to a line of its own, as it is printed."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self._in_table():
            return
        if cursor.positionInBlock() and self._picture_at(cursor.position() - 1):
            cursor.insertBlock(richtext_qt.block_format(Paragraph(())), QTextCharFormat())
        elif not cursor.atBlockEnd() and self._picture_at(cursor.position()):
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.setBlockFormat(richtext_qt.block_format(Paragraph(())))
            cursor.setBlockCharFormat(QTextCharFormat())
        self.setTextCursor(cursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._select_picture(event.position().toPoint()):
            self.description_requested.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        menu = self.menu_at(event.pos() if by_mouse else None)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu_at(self, place: QPoint | None) -> QMenu:
        """The menu for the place in the viewport, or for what is selected; a picture at the place is."""
        menu = self.createStandardContextMenu(place) if place else self.createStandardContextMenu()
        if self._select_picture(place) if place else self.selected_picture():
            first = menu.actions()[0]
            describe = QAction("Beskriv bilden…", menu)
            describe.triggered.connect(self.description_requested)
            menu.insertAction(first, describe)
            menu.insertSeparator(first)
        return menu

    # -- paste -----------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        data = super().createMimeDataFromSelection()
        if self._content and data.hasHtml():
            data.setHtml(with_data(data.html(), self._content))
            data.setText(data.text().replace("\ufffc", ""))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        if local_files(source):
            return bool(self._pictures and picture_files(source))
        return source.hasHtml() or source.hasText() or bool(self._pictures and source.hasImage())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text, lists, tables, bold, italics, links and pictures; fonts and colours stay behind."""
        offered = offered_pictures(source) if self._pictures else None
        if offered:
            self.pictures_offered.emit(offered)
        else:
            html = source.hasHtml()
            self.insert_blocks(richtext_qt.from_html(source.html()) if html else from_text(source.text()))

    def insert_blocks(self, blocks: RichText) -> None:
        """Insert the blocks at the caret, in place of what is selected."""
        cursor = self.textCursor()
        self.insert_at(cursor, blocks)
        self.setTextCursor(cursor)

    def insert_at(self, cursor: QTextCursor, blocks: RichText) -> None:
        """Insert the blocks in place of what the cursor selects, and move it after them."""
        cursor.removeSelectedText()
        if table := cursor.currentTable():
            words = plain_text(tuple(one for one in blocks if not isinstance(one, Picture)))
            cursor.insertText(words.replace("\n", "\u2028"))
            if blocks := tuple(pictures_in(blocks)):
                cursor.setPosition(table.lastPosition() + 1)
        if blocks and isinstance(blocks[0], Paragraph) and (len(blocks) == 1 or cursor.positionInBlock()):
            for span in blocks[0].spans:  # goes on in the paragraph, item or heading that is there
                cursor.insertText(span.text.replace("\n", "\u2028"), richtext_qt.char_format(span))
            blocks = blocks[1:]
            if blocks:
                cursor.insertBlock(richtext_qt.block_format(Paragraph(())), QTextCharFormat())
        elif blocks and cursor.positionInBlock():
            cursor.insertBlock()
        if blocks:
            richtext_qt.insert(blocks, cursor)
            if isinstance(blocks[-1], Picture):
                cursor.insertBlock(richtext_qt.block_format(Paragraph(())), QTextCharFormat())
