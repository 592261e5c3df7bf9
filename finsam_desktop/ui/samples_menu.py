"""The menu of the sample applications, read when it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

_WIDTH = 760


class SamplesMenu(QMenu):
    """One entry for each sample; `entries` gives their ids and texts."""

    chosen = Signal(str)

    def __init__(self, entries: Callable[[], Iterable[tuple[str, str]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("menu.samples")
        self._entries = entries
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for sample, text in self._entries():
            short = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDTH)
            action = self.addAction(short.replace("&", "&&"))
            action.setObjectName(f"sample.{sample}")
            action.triggered.connect(lambda _=False, sample=sample: self.chosen.emit(sample))
