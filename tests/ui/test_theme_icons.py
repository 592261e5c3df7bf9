"""The marks of states on the grounds that they stand on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from finsam_desktop.ui import theme


def colours(mode: QIcon.Mode) -> set[str]:
    image = theme.state_icon("error").pixmap(QSize(64, 64), mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(64) for y in range(64))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.usefixtures("qapp")
def test_a_mark_takes_the_texts_colour_on_a_selected_row():
    assert QColor(theme.current().error).name() in colours(QIcon.Mode.Normal)
    assert colours(QIcon.Mode.Selected) == {QColor(theme.current().accent_text).name()}
