"""Where in a text something was pasted, for what takes a while to come in."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from finsam_desktop.domain.richtext import RichText
from finsam_desktop.ui.rich_text_edit import RichTextEdit


class Place:
    """The caret or the selection of a moment; it stays what it was while the person goes on writing."""

    def __init__(self, edit: RichTextEdit) -> None:
        self._edit = edit
        caret = edit.textCursor()
        self._words, self._filled = caret.selectedText(), edit.filled
        # What is written just before or after a selection is no part of it, nor is what takes its place.
        self._start, self._end = (self._mark(at) for at in (caret.selectionStart(), caret.selectionEnd()))
        self._end.setKeepPositionOnInsert(True)

    def _mark(self, position: int) -> QTextCursor:
        mark = QTextCursor(self._edit.document())
        mark.setPosition(position)
        return mark

    def insert(self, blocks: RichText) -> None:
        """Insert the blocks here, in place of what was selected unless that has been written in since.

        What comes next goes after them. Where the text was filled anew meanwhile, they go to its end. The
        caret goes along if it is here still.
        """
        cursor, caret = self._cursor(), self._edit.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        anchor, position = caret.anchor(), caret.position()
        is_here = (caret.selectionStart(), caret.selectionEnd()) == (start, end)
        self._edit.insert_at(cursor, blocks)
        if is_here:
            self._edit.setTextCursor(cursor)
        elif max(anchor, position) <= start:  # Qt would take it along
            caret.setPosition(anchor)
            caret.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self._edit.setTextCursor(caret)
        self._words, self._filled = "", self._edit.filled
        self._end.setPosition(cursor.position())

    def _cursor(self) -> QTextCursor:
        cursor = self._mark(self._end.position())
        if self._filled != self._edit.filled:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        elif self._words and self._start.position() < self._end.position():
            cursor.setPosition(self._start.position())
            cursor.setPosition(self._end.position(), QTextCursor.MoveMode.KeepAnchor)
            if cursor.selectedText() != self._words:
                cursor.setPosition(self._end.position())
        return cursor
