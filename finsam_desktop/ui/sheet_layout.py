"""Widths and heights of the budget grid: what the columns want, what was set by hand, lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics

from finsam_desktop.ui import theme
from finsam_desktop.ui.cells import BROKEN, PAD, STRONG, WRAPPED, with_mark
from finsam_desktop.ui.hyphens import pieces, softened

if TYPE_CHECKING:
    from finsam_desktop.ui.sheet_view import SheetView
    from finsam_desktop.ui.shown import Shown

_WIDTHS = {"label": 30, "text": 24, "percent": 9, "date": 12, "number": 9, "amount": 13}
"""Characters that a column of the kind has room for, where there is room."""
_SAMPLES = {"percent": "100 %", "date": "2025-12-31", "number": "12,5", "amount": "9 999 999"}
"""What a column of figures has room for in any case."""
_LEAST = {"label": 24, "text": 12}
"""Characters that a column of words is no narrower than, as long as there is room."""
_WIDEST_WORD = 22
"""Characters of a word that a column of words has room for; longer ones are divided."""
_WIDEST_FITTED = 60
"""Characters of the widest column of words that is fitted to its texts."""
_TITLE_PAD = 6
"""Pixels between a title and the edge of its column."""
_MEASURED = 200
"""Rows that are measured before the grid is shown; painting widens the column for wider figures below."""
_LATER_MS = 100


class Widths(NamedTuple):
    """Pixels that a column is given, by how much room there is."""

    wish: int
    whole: int
    """No word and no figure is divided."""
    least: int
    """Words are divided by hyphens."""


class GridLayout(QObject):
    """Sets the sections of a grid's headers."""

    resized_by_hand = Signal()

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self.view, self.sheet = view, view.sheet
        self.by_hand: dict[str, int] = {}
        """Name of a column -> pixels at 100 %, as somebody set it."""
        self.divided: dict[tuple[int, str], tuple[str, int]] = {}
        """Column and text -> the text as it is painted, with flags, where a word is wider than the column."""
        self._titles: dict[int, str] = {}
        self._too_narrow: dict[int, int] = {}
        self._is_setting = self._was_pulled = False
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.timeout.connect(self.fit_rows)
        view.horizontalHeader().sectionResized.connect(self._resized)
        view.horizontalHeader().sectionHandleDoubleClicked.connect(self.fit_column)

    def arrange(self) -> None:
        """Set widths and heights for the columns and rows that there are."""
        columns = self.sheet.view.columns
        self.names = list(self._names())
        self.words = [place for place, one in enumerate(columns) if one.template.kind in ("label", "text")]
        self._widths = [self._measure(place) for place in range(len(columns))]
        self.view.horizontalHeader().setMinimumSectionSize(6 * self.view.fontMetrics().averageCharWidth())
        self.share_width()
        self.fit_rows()

    def _names(self) -> Iterable[str]:
        """A name for each column that is the same in all applications of the edition: `party 2`."""
        counts: Counter[str] = Counter()
        for column in self.sheet.view.columns:
            counts[column.template.id] += 1
            number = f" {counts[column.template.id]}" if column.key else ""
            yield f"{column.template.id}{number}"

    def _measure(self, place: int) -> Widths:
        """Pixels that the column wants, or was given by hand."""
        if self.names[place] in self.by_hand:
            width = self.by_hand[self.names[place]] * self.view.zoom // 100
            return Widths(width, width, width)
        return self._natural(place)

    def _natural(self, place: int) -> Widths:
        """Pixels that the column wants by what stands in it."""
        metrics, column = self.view.fontMetrics(), self.sheet.view.columns[place]
        wish = metrics.averageCharWidth() * _WIDTHS[column.template.kind] + 2 * PAD
        rows = self._measured()
        if place in self.words:
            whole, widest = self._words_in(rows, place)
            least = max(min(whole, metrics.averageCharWidth() * _LEAST["text"]), self._parted(column.title))
            if column.template.kind == "label" and len(self.words) > 1:  # the texts need the room
                named = any(line.named for line in self.sheet.view.lines)
                wish = wish if named else min(wish, widest + 4 * PAD)
                whole = min(whole, wish)
            return Widths(max(wish, whole), whole, min(least, whole))
        content = max((self._width_of(row, place) for row in rows), default=0)
        content = max(content, metrics.horizontalAdvance(_SAMPLES[column.template.kind]) + 2 * PAD + 2)
        whole = max(content, self._widest(_titled(column.title).split(" ")))
        return Widths(max(wish, whole), whole, max(content, self._parted(column.title)))

    def _parted(self, title: str) -> int:
        """Pixels of a column whose title is hyphenated."""
        return self._widest(pieces(_titled(title)))

    def _widest(self, words: Iterable[str]) -> int:
        metrics = self.view.fontMetrics()
        return max((metrics.horizontalAdvance(word) for word in words), default=0) + 2 * _TITLE_PAD

    def _words_in(self, rows: Iterable[int], place: int) -> tuple[int, int]:
        """Pixels of the column that divides no word but very long ones, and of its widest text."""
        usual = self.view.fontMetrics().averageCharWidth()
        kind = self.sheet.view.columns[place].template.kind
        least, widest = (
            usual * _LEAST[kind],
            self.view.fontMetrics().horizontalAdvance(self.sheet.title(place)),
        )
        most = usual * _WIDEST_WORD
        for row in rows:
            shown = self.sheet.shown(row, place)
            if shown.style == "band":
                continue
            metrics = self._metrics(shown)
            widest = max(widest, metrics.horizontalAdvance(shown.text))
            for word in shown.text.replace("/", "/ ").split():
                width = metrics.horizontalAdvance(word) + 2 * PAD + 1
                least = max(least, width) if width <= most else least
        return least, widest

    def _metrics(self, shown: Shown) -> QFontMetrics:
        cells = self.view.cells
        return cells.bold_metrics if shown.style in STRONG else cells.metrics

    def _measured(self) -> list[int]:
        """The rows whose texts widths go by."""
        return [row for row in range(self.sheet.rowCount()) if row < _MEASURED or self._is_sum(row)]

    def _is_sum(self, row: int) -> bool:
        line = self.sheet.line(row)
        return line is not None and line.kind != "rows"

    def _width_of(self, row: int, column: int) -> int:
        """Pixels that the figure needs so as not to be cut."""
        shown = self.sheet.shown(row, column)
        if not shown.text:
            return 0
        return self._metrics(shown).horizontalAdvance(with_mark(shown)) + 2 * PAD + 2

    # -- widths ----------------------------------------------------------------------------

    def share_width(self) -> None:
        """Let the columns of words take what room there is.

        Where there is too little, the columns of figures become as narrow as their figures and the words of
        their titles let them, then their titles are hyphenated, and then the grid scrolls sideways.
        """
        free = [place for place in self.words if self.names[place] not in self.by_hand]
        widths = self._squeezed(self.view.viewport().width(), free)
        if widths is None:
            self._set_widths(self._scrolling(free))
            return
        left = self.view.viewport().width() - sum(widths)
        columns = self.sheet.view.columns
        labels = [place for place in free if columns[place].template.kind == "label"]
        texts = [place for place in free if place not in labels]
        for place in labels:  # their wish comes first
            more = max(0, min(left, self._widths[place].wish - widths[place]))
            widths[place] += more
            left -= more
        self._spread(left, texts or labels, widths)
        self._set_widths(widths)

    def _scrolling(self, words: list[int]) -> list[int]:
        """Widths where the grid scrolls sideways: labels leave the figures beside them most of the room."""
        widths = [one.wish if place in words else one.whole for place, one in enumerate(self._widths)]
        most = self.view.viewport().width() * 2 // 5
        for place in words:
            if self.sheet.view.columns[place].template.kind == "label":
                widths[place] = max(self._widths[place].least, min(widths[place], most))
        return widths

    def _squeezed(self, room: int, words: list[int]) -> list[int] | None:
        """Widths that fit in the room, as near to the wishes as can be; None if none do."""
        wishes = [one.whole if place in words else one.wish for place, one in enumerate(self._widths)]
        before = wishes
        for now in (wishes, [one.whole for one in self._widths], [one.least for one in self._widths]):
            spare = room - sum(now)
            if spare >= 0:
                taken = [old - new for old, new in zip(before, now, strict=True)]
                back = min(spare, sum(taken))  # what need not be taken
                return [new + back * part // (sum(taken) or 1) for new, part in zip(now, taken, strict=True)]
            before = now
        return None

    def _spread(self, room: int, places: list[int], widths: list[int]) -> None:
        """Give the columns the room, to the pixel: the same width if none has more already."""
        share, rest = divmod(room + sum(widths[place] for place in places), max(1, len(places)))
        if any(widths[place] > share for place in places):
            share, rest = divmod(room, len(places))
            for n, place in enumerate(places):
                widths[place] += share + (n < rest)
            return
        for n, place in enumerate(places):
            widths[place] = share + (n < rest)

    def _set_widths(self, widths: list[int]) -> None:
        self._is_setting = True
        for place, width in enumerate(widths):
            if self.view.columnWidth(place) != width:
                self.view.setColumnWidth(place, width)
        self._is_setting = False
        self.fit_header()

    def _resized(self, column: int, _: int, width: int) -> None:
        self._titles.pop(column, None)
        self._refit.start(0)
        if not self._is_setting and self.view.is_resizing:
            self._was_pulled = True
            self.by_hand[self.names[column]] = max(1, width * 100 // self.view.zoom)

    def end_resizing(self) -> None:
        """Take in that the edge of a column is let go of, if one was pulled."""
        if not self._was_pulled:
            return
        self._was_pulled = False
        self._by_hand_changed()

    def fit_column(self, column: int) -> None:
        """Give the column the width of its widest text or figure, as a double click on its edge asks for."""
        width = self._natural(column).whole
        if column in self.words:
            most = self.view.fontMetrics().averageCharWidth() * _WIDEST_FITTED
            width = min(most, self._words_in(self._measured(), column)[1] + 2 * PAD + 1)
        self.by_hand[self.names[column]] = max(1, -(-width * 100 // self.view.zoom))
        self._by_hand_changed()

    def forget_widths(self) -> None:
        """Let all columns have the widths that suit the window."""
        self.by_hand.clear()
        self._by_hand_changed()

    def _by_hand_changed(self) -> None:
        self._widths = [self._measure(place) for place in range(len(self._widths))]
        self.share_width()
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
            self._widths[column] = Widths(*(max(width, one) for one in self._widths[column]))
        self.share_width()

    # -- heights ---------------------------------------------------------------------------

    def fit_header(self) -> None:
        """Give the header as many lines as the titles need."""
        metrics = self.view.fontMetrics()
        self._titles = {}
        wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        heights = [
            metrics.boundingRect(
                QRect(0, 0, self.view.columnWidth(place) - _TITLE_PAD, 1000), wrap, self.title(place)
            ).height()
            for place in range(len(self.sheet.view.columns))
        ]
        self.view.horizontalHeader().setFixedHeight(max(heights, default=20) + theme.STEP)

    def title(self, column: int) -> str:
        """The column's title, its words hyphenated where the column is narrower."""
        found = self._titles.get(column)
        if found is None:
            metrics, width = self.view.fontMetrics(), self.view.columnWidth(column) - _TITLE_PAD
            text = _titled(self.sheet.title(column))
            found = softened(text, lambda word: metrics.horizontalAdvance(word) > width)
            self._titles[column] = found
        return found

    def fit_rows(self, rows: Iterable[int] | None = None) -> None:
        """Give labels and texts as many lines as they need, in all rows or in those given."""
        if rows is None:
            self.divided = {}
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
        metrics, text = self._metrics(shown), shown.text
        if shown.style == "band" or ("\n" not in text and metrics.horizontalAdvance(text) <= width):
            return self.view.cells.line_height
        room = QRect(0, 0, width, 100_000)
        box = metrics.boundingRect(room, WRAPPED, text)
        if box.width() > width:
            soft, flags = softened(text, lambda word: metrics.horizontalAdvance(word) > width), WRAPPED
            box = metrics.boundingRect(room, flags, soft)
            if box.width() > width:
                flags = BROKEN
                box = metrics.boundingRect(room, flags, soft)
            self.divided[place, text] = soft, flags
        return box.height()


def _titled(title: str) -> str:
    """The title with signs at the word before them."""
    return title.replace(" %", "\u00a0%")
