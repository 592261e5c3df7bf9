"""Cells of the grid on the system's clipboard: as text, as a table, and whole for this program."""

from __future__ import annotations

import json
from collections.abc import Iterable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from finsam_desktop.domain.clipboard import copied, own_table, read_table, write_table
from finsam_desktop.domain.sheet import Budget

OWN = "application/x-finsam-cells"
"""The cells with how their sums were written, as JSON: a list of rows of texts."""


def put(budget: Budget, sheet: str, lines: Iterable[str], columns: Iterable[str]) -> None:
    """Put the cells on the clipboard."""
    cells = copied(budget, sheet, lines, columns)
    text, html = write_table(cells)
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    data.setData(OWN, json.dumps(own_table(cells)).encode())
    QGuiApplication.clipboard().setMimeData(data)


def taken() -> list[list[str]]:
    """The rows of texts on the clipboard; none where there is no text."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None:  # an empty clipboard, on some platforms
        return []
    if data.hasFormat(OWN):
        own = _own(bytes(data.data(OWN).data()))
        if own:
            return own
    return read_table(data.text(), data.html() if data.hasHtml() else "")


def _own(raw: bytes) -> list[list[str]]:
    """What this program put there; nothing for what any other program put under the name."""
    try:
        found = json.loads(raw)
    except ValueError:
        return []
    is_table = isinstance(found, list) and all(
        isinstance(row, list) and all(isinstance(text, str) for text in row) for row in found
    )
    return found if is_table else []
