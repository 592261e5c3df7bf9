"""The list of what differs from a version shows what it is that differs."""

from __future__ import annotations

import pytest

from finsam_desktop.domain.compare import Difference
from finsam_desktop.ui.version_lists import DifferenceList

PLACE = ("answer", "name")
LONG = "Lika ord i början av ett långt stycke som ingen hinner läsa igenom, " * 3
WHERE = "Beskriv metoder och aktiviteter ni kommer använda med syfte att stödja individen"


@pytest.mark.parametrize("width", [860, 500])
def test_texts_that_differ_late_are_told_apart_in_their_columns(qtbot, width):
    """At the window's least size, and beside the preview."""
    tree = DifferenceList()
    qtbot.addWidget(tree)
    tree.resize(width, 200)
    tree.show()
    tree.show_differences(1, [Difference(PLACE, WHERE, f"{LONG}slut", f"{LONG}något annat")])
    metrics, item = tree.fontMetrics(), tree.topLevelItem(0)
    elided = [
        metrics.elidedText(item.text(column), tree.textElideMode(), tree.columnWidth(column) - 20)
        for column in (1, 2)
    ]
    assert elided[0] != elided[1]
    assert elided[0].endswith("slut")
    widths = [tree.columnWidth(column) for column in range(3)]
    assert sum(widths) == tree.viewport().width()
    assert widths[0] <= width * 0.45
    assert abs(widths[1] - widths[2]) <= 1


def test_short_places_leave_the_room_to_the_texts(qtbot):
    tree = DifferenceList()
    qtbot.addWidget(tree)
    tree.resize(860, 200)
    tree.show()
    tree.show_differences(1, [Difference(PLACE, "Namn", "", "b")])
    item = tree.topLevelItem(0)
    assert [item.text(column) for column in range(3)] == ["Namn", "(tom)", "b"]
    assert tree.columnWidth(0) < 200
