"""How pictures are drawn in a text field: as wide as they are, or as the field, and told where missing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPyTextObject, QTextDocument, QTextFormat

from finsam_desktop.domain.pictures import declared, or_nothing
from finsam_desktop.domain.richtext import MAX_WIDTH, plain_text
from finsam_desktop.ui import theme
from finsam_desktop.ui.richtext_qt import PICTURE_NAME, picture_of

Content = Callable[[str], bytes]
_SHARPNESS = 2
"""Pixels of the screen for each of the picture's."""
_HELD = 16
"""Decoded pictures that one text holds; each can take some ten MB."""
_ADDRESS = re.compile(f'(?<=src="){PICTURE_NAME.pattern}(?=")')


def decoded(data: bytes, width: int) -> QImage:
    """The picture, with no more than `width` pixels across; a null image for what cannot be shown."""
    head = declared(data)
    if head is None:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    if head.width > width:
        reader.setScaledSize(QSize(width, max(1, head.height * width // head.width)))
    return reader.read()


class PictureObject(QPyTextObject):
    """Draws the pictures of a document."""

    def __init__(self, content: Content, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        look_up = or_nothing(content)
        self._image = lru_cache(_HELD)(lambda digest: decoded(look_up(digest), _SHARPNESS * MAX_WIDTH))
        document.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject, self)

    def intrinsicSize(self, document: QTextDocument, _: int, style: QTextFormat) -> QSizeF:
        """The picture's own size, scaled down to the column."""
        picture = picture_of(style)
        if picture is None:
            return QSizeF()
        room = document.textWidth() - 2 * document.documentMargin()
        scale = min(1.0, room / picture.width) if room > 0 else 1.0
        return QSizeF(picture.width * scale, picture.height * scale)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, _: int, style: QTextFormat
    ) -> None:
        place = QRectF(rect)
        picture = picture_of(style)
        if picture is None:
            return
        image = self._image(picture.digest)
        painter.save()
        if image.isNull():
            words = place.adjusted(theme.STEP, theme.STEP, -theme.STEP, -theme.STEP)
            painter.setPen(QColor(theme.current().muted))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            painter.drawText(words, int(Qt.TextFlag.TextWordWrap), plain_text((picture,)))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(place, Qt.GlobalColor.white)  # what shines through was made for paper
            painter.drawImage(place, image)
        painter.restore()


def with_data(text: str, content: Content) -> str:
    """The HTML of a field for other programs and fields: its pictures with their bytes and sizes."""
    look_up = or_nothing(content)

    def data_of(found: re.Match[str]) -> str:
        data = look_up(found[1])
        head = declared(data)
        if head is None:
            return found[0]
        source = f"data:image/{head.kind};base64,{b64encode(data).decode()}"
        return f'{source}" width="{found[2]}" height="{found[3]}'

    return _ADDRESS.sub(data_of, text)
