"""Widths and heights of the budget grid: what the columns want, what was set by hand, lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics

from finsam_desktop.ui import theme
from finsam_desktop.ui.cells import BROKEN, PAD, STRONG, WRAPPED, with_mark

if TYPE_CHECKING:
    from finsam_desktop.ui.sheet_view import SheetView

_WIDTHS = {"label": 30, "text": 24, "percent": 9, "date": 12, "number": 9, "amount": 13}
"""Characters that a column of the kind has room for."""
_LEAST = 14
"""Characters that a column of words is no narrower than."""
_MEASURED = 200
"""Rows that are measured before the grid is shown; painting widens the column for wider figures below."""
_LATER_MS = 100


class GridLayout(QObject):
    """Sets the sections of a grid's headers."""

    resized_by_hand = Signal()

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self.view, self.sheet = view, view.sheet
        self.by_hand: dict[str, int] = {}
        """Name of a column -> pixels at 100 %, as somebody set it."""
        self.broken: set[tuple[int, int]] = set()
        """Row and column of cells with a word that is wider than the column, which is divided."""
        self._too_narrow: dict[int, int] = {}
        self._is_setting = self._was_pulled = False
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.timeout.connect(self.fit_rows)
        view.horizontalHeader().sectionResized.connect(self._resized)

    def arrange(self) -> None:
        """Set widths and heights for the columns and rows that there are."""
        columns = self.sheet.view.columns
        self.names = list(self._names())
        self.words = [place for place, one in enumerate(columns) if one.template.kind in ("label", "text")]
        self._wished = [self._wish(place) for place in range(len(columns))]
        self.view.horizontalHeader().setMinimumSectionSize(6 * self.view.fontMetrics().averageCharWidth())
        self._set_widths(dict(enumerate(self._wished)))
        self.share_width()
        self.fit_header()
        self.fit_rows()

    def _names(self) -> Iterable[str]:
        """A name for each column that is the same in all applications of the edition: `party 2`."""
        counts: Counter[str] = Counter()
        for column in self.sheet.view.columns:
            counts[column.template.id] += 1
            number = f" {counts[column.template.id]}" if column.key else ""
            yield f"{column.template.id}{number}"

    def _wish(self, place: int) -> int:
        """Pixels that the column wants, or was given by hand."""
        if self.names[place] in self.by_hand:
            return self.by_hand[self.names[place]] * self.view.zoom // 100
        metrics, column = self.view.fontMetrics(), self.sheet.view.columns[place]
        width = metrics.averageCharWidth() * _WIDTHS[column.template.kind] + 2 * PAD
        if column.template.kind == "label" and len(self.words) > 1:  # the texts need the room
            labels = [metrics.horizontalAdvance(line.label) for line in self.sheet.view.lines]
            named = any(line.named for line in self.sheet.view.lines)
            width = width if named else min(width, max(labels, default=0) + 4 * PAD)
        rows = [row for row in range(self.sheet.rowCount()) if row < _MEASURED or self._is_sum(row)]
        widest = max((self._width_of(row, place) for row in rows), default=0)
        return max(width, widest, self._longest_word(column.title, metrics))

    def _is_sum(self, row: int) -> bool:
        line = self.sheet.line(row)
        return line is not None and line.kind != "rows"

    def _width_of(self, row: int, column: int) -> int:
        """Pixels that the cell needs so as not to be cut; labels wrap instead."""
        if self.sheet.view.columns[column].template.kind in ("label", "text"):
            return 0
        shown = self.sheet.shown(row, column)
        if not shown.text:
            return 0
        cells = self.view.cells
        metrics = cells.bold_metrics if shown.style in STRONG else cells.metrics
        return metrics.horizontalAdvance(with_mark(shown)) + 2 * PAD + 2

    def _longest_word(self, text: str, metrics: QFontMetrics) -> int:
        return max((metrics.horizontalAdvance(word) for word in text.split()), default=0) + 3 * PAD

    # -- widths ----------------------------------------------------------------------------

    def share_width(self) -> None:
        """Let the columns of words take what room there is; where there is too little, scroll sideways."""
        columns = self.sheet.view.columns
        texts = [place for place in self.words if columns[place].template.kind == "text"] or self.words
        sharing = [place for place in texts if self.names[place] not in self.by_hand]
        if not sharing:
            return
        least = self.view.fontMetrics().averageCharWidth() * _LEAST
        others = sum(self.view.columnWidth(n) for n in range(len(columns)) if n not in sharing)
        room = self.view.viewport().width() - others
        if room < least * len(sharing):
            self._set_widths({place: self._wished[place] for place in sharing})
        else:
            share, rest = divmod(room, len(sharing))
            self._set_widths({place: share + (n < rest) for n, place in enumerate(sharing)})

    def _set_widths(self, widths: dict[int, int]) -> None:
        self._is_setting = True
        for place, width in widths.items():
            if self.view.columnWidth(place) != width:
                self.view.setColumnWidth(place, width)
        self._is_setting = False

    def _resized(self, column: int, _: int, width: int) -> None:
        self._refit.start(0)
        if not self._is_setting and self.view.is_resizing:
            self._was_pulled = True
            self.by_hand[self.names[column]] = max(1, width * 100 // self.view.zoom)

    def end_resizing(self) -> None:
        """Take in that the edge of a column is let go of, if one was pulled."""
        if not self._was_pulled:
            return
        self._was_pulled = False
        self.share_width()
        self.fit_header()
        self.resized_by_hand.emit()

    def widen(self, column: int, width: int) -> None:
        """Make the column at least so wide, once what is being painted is painted."""
        if not self._too_narrow:
            QTimer.singleShot(0, self, self._widen_all)
        self._too_narrow[column] = max(width, self._too_narrow.get(column, 0))

    def _widen_all(self) -> None:
        found = {c: width for c, width in self._too_narrow.items() if width > self.view.columnWidth(c)}
        self._too_narrow = {}
        for column, width in found.items():
            self._wished[column] = max(width, self._wished[column])
        self._set_widths(found)
        self.share_width()

    # -- heights ---------------------------------------------------------------------------

    def fit_header(self) -> None:
        """Give the header as many lines as the titles need."""
        metrics = self.view.fontMetrics()
        wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        heights = [
            metrics.boundingRect(
                QRect(0, 0, self.view.columnWidth(place) - PAD, 1000), wrap, column.title
            ).height()
            for place, column in enumerate(self.sheet.view.columns)
        ]
        self.view.horizontalHeader().setFixedHeight(max(heights, default=20) + theme.STEP)

    def fit_rows(self, rows: Iterable[int] | None = None) -> None:
        """Give labels and texts as many lines as they need, in all rows or in those given."""
        widths = {place: max(40, self.view.columnWidth(place) - 2 * PAD) for place in self.words}
        for row in range(self.sheet.rowCount()) if rows is None else rows:
            height = max(self._height_of(row, place, width) for place, width in widths.items())
            if self.view.rowHeight(row) != height + theme.STEP:
                self.view.setRowHeight(row, height + theme.STEP)

    def fit_soon(self, first: int, last: int) -> None:
        """Give the rows the lines that they need: those in sight at once, many others a moment later."""
        rows = range(first, last + 1)
        if len(rows) > _MEASURED:
            self._refit.start(_LATER_MS)
            view = self.view
            bottom = view.rowAt(view.viewport().height())
            seen = range(max(first, view.rowAt(0)), min(last, bottom if bottom >= 0 else last) + 1)
            rows = seen if len(seen) <= _MEASURED else rows
        self.fit_rows(rows)

    def _height_of(self, row: int, place: int, width: int) -> int:
        """Pixels that the cell's text takes at the width."""
        shown = self.sheet.shown(row, place)
        cells = self.view.cells
        metrics = cells.bold_metrics if shown.style in STRONG else cells.metrics
        text = shown.text
        self.broken.discard((row, place))
        if shown.style == "band" or ("\n" not in text and metrics.horizontalAdvance(text) <= width):
            return cells.line_height
        box = metrics.boundingRect(QRect(0, 0, width, 100_000), WRAPPED, text)
        if box.width() > width:
            self.broken.add((row, place))
            box = metrics.boundingRect(QRect(0, 0, width, 100_000), BROKEN, text)
        return box.height()
