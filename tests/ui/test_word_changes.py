"""The texts in full below the list of what a form in Word would change."""

from __future__ import annotations

import pytest

from finsam_desktop.exchange.word_take_in import FoundValue
from finsam_desktop.ui.word_changes import ChangeList

SAME = "En rad som är lika i båda.\n" * 200


def seen(pane) -> str:
    """What is in view."""
    first = pane.cursorForPosition(pane.viewport().rect().topLeft()).position()
    last = pane.cursorForPosition(pane.viewport().rect().bottomRight()).position()
    return pane.toPlainText()[first:last]


@pytest.mark.parametrize("height", [400, 700])
def test_long_texts_are_scrolled_to_what_differs(qtbot, height):
    changes = ChangeList()
    qtbot.addWidget(changes)
    places = [("answer", name) for name in ("a", "b", "c")]
    found = [
        FoundValue("Mitt i", f"{SAME}gammalt\n{SAME}", f"{SAME}nytt\n{SAME}", places[0], False),
        FoundValue("Tomt", "", f"först\n{SAME}", places[1], True),
        FoundValue("Sist", f"{SAME}slut", f"{SAME}", places[2], False),
    ]
    changes.show_found(found)
    changes.resize(900, height)  # as the dialog is: filled before it has its size
    with qtbot.waitExposed(changes):
        changes.show()
    for row, (old, new) in enumerate((("gammalt", "nytt"), ("", "först"), ("slut", "En rad"))):
        changes.table.selectRow(row)
        qtbot.waitUntil(lambda old=old, new=new: old in seen(changes.now) and new in seen(changes.new))
    changes.table.selectRow(0)
    assert "En rad" in seen(changes.now).partition("gammalt")[0]
