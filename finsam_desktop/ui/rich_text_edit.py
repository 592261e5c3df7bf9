"""The text of a field, without its buttons: keys, lists, headings, links, paste."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from finsam_desktop.domain.richtext import Heading, Paragraph, Span, from_text, plain_text
from finsam_desktop.ui import richtext_qt, theme
from finsam_desktop.ui.inputs import SharedUndo

MIN_LINES = 5


class RichTextEdit(SharedUndo, QTextEdit):
    """A text field without undo of its own, as tall as its text."""

    caret_moved = Signal(QRect)
    """The caret's place in the widget, for the scrolling area around it."""
    focused = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    # -- paste -----------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasHtml() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text, lists, tables, bold, italics and links; fonts, colours and pictures stay behind."""
        blocks = richtext_qt.from_html(source.html()) if source.hasHtml() else from_text(source.text())
        cursor = self.textCursor()
        cursor.removeSelectedText()
        if self._in_table():
            cursor.insertText(plain_text(blocks).replace("\n", "\u2028"))
            blocks = ()
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
        self.setTextCursor(cursor)
