"""Labels show what others have written as it is: HTML in it would open files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from finsam_desktop.ui.labels import ProblemLabel, heading, muted, plain, tip

ODD = "<img src='file://example.invalid/x.png'> & mer"


@pytest.mark.usefixtures("qapp")
def test_markup_is_text():
    problem = ProblemLabel("problem")
    problem.say(ODD)
    labels = (plain(ODD), muted(ODD), heading(ODD, "rubrik"), problem)
    assert all(one.textFormat() == Qt.TextFormat.PlainText and ODD in one.text() for one in labels)
    assert "<img" not in tip(ODD)
    assert tip("") == ""
