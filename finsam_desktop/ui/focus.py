"""The order in which Tab goes through a page: as it is read, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """The widget and what its layouts hold, in the order of the layouts, those that Tab can stop at."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from in_reading_order(widget)
        elif inner is not None:
            yield from _of_layout(inner)


def chain(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each widget to the next."""
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)
