"""The pages of a PDF under each other, as pictures that are asked for when they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from finsam_desktop.exchange.page_pictures import Contents, Picture
from finsam_desktop.ui import theme

Fit = Literal["", "width", "page"]
POINT = 96 / 72
"""Pixels for each point of the page at 100 %."""
SMALLEST, LARGEST, STEP = 0.25, 4.0, 1.15
_MOST_PIXELS = 24_000_000
"""Of one picture; a page that is shown larger is less sharp."""
_GAP = theme.STEP
_PAPER = QColor("#ffffff")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is missing: which page (from 0) of which edition of the PDF, at which sharpness."""

    edition: int
    page: int
    scale: float
    """Pixels for each point."""


class PageView(QAbstractScrollArea):
    """Shows pages of the sizes in `contents`; `take` gives it the pictures that `wanted` names.

    A page keeps its last picture until the new one is there.
    """

    picture_wanted = Signal()
    """Something that is in sight has no picture, or an old one."""
    moved = Signal()
    """Another page is in sight, or the size on the screen is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview.pages")
        self.setAccessibleName("Förhandsgranskningens sidor")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.viewport().setAutoFillBackground(True)
        self.contents = Contents(())
        self.fit: Fit = "width"
        self._zoom = 1.0
        self._edition = 0
        self._rects: list[QRect] = []
        self._pictures: dict[int, tuple[Wanted, QImage]] = {}
        self.horizontalScrollBar().setSingleStep(3 * theme.STEP)
        self.verticalScrollBar().setSingleStep(5 * theme.STEP)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.moved.emit())

    # -- content ---------------------------------------------------------------------------

    def show_contents(self, contents: Contents) -> None:
        """Show a new edition of the pages, at the same place as before."""
        self._edition += 1
        self._keeping_place(lambda: setattr(self, "contents", contents))
        self.viewport().update()

    def wanted(self) -> Wanted | None:
        """The next picture to draw; those in sight alone."""
        for page in self._in_sight():
            one = Wanted(self._edition, page, self._sharpness(page))
            if page not in self._pictures or self._pictures[page][0] != one:
                return one
        return None

    def take(self, wanted: Wanted, drawn: Picture) -> None:
        """Show the picture, unless its page has been replaced meanwhile; those far away are let go."""
        if wanted.edition != self._edition:
            return
        image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
        self._pictures[wanted.page] = wanted, image.copy()  # the bytes are not Qt's to keep
        near = list(self._in_sight())
        for page in [one for one in self._pictures if near and not near[0] - 1 <= one <= near[-1] + 1]:
            del self._pictures[page]
        self.viewport().update()

    # -- place and size --------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page (from 0) that has the upper part of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        above = [number for number, rect in enumerate(self._rects) if rect.top() - _GAP <= middle]
        return above[-1] if above else 0

    @property
    def percent(self) -> int:
        """How large the page is on the screen; at 100 a millimetre is one on a usual screen."""
        return round(self._scale(self.page) / POINT * 100) if self._rects else 100

    def go_to(self, page: int, down: float = 0.0) -> None:
        """Show the page (from 0), with what is `down` points from its top at the top of the view."""
        if self._rects:
            page = max(0, min(page, len(self._rects) - 1))
            top = self._rects[page].top() - _GAP
            self.verticalScrollBar().setValue(round(top + down * self._scale(page)))

    def set_fit(self, fit: Fit) -> None:
        """Let pages be as wide as the view, or wholly in it, whatever its size."""
        page = self.page
        self._keeping_place(lambda: setattr(self, "fit", fit))
        if fit == "page":
            self.go_to(page)

    def zoom_by(self, factor: float) -> None:
        """Make pages larger or smaller by the factor, within limits."""
        zoom = max(SMALLEST, min(LARGEST, self._scale(self.page) / POINT * factor)) if self._rects else 1.0

        def change() -> None:
            self.fit, self._zoom = "", zoom

        self._keeping_place(change)

    def _scale(self, page: int) -> float:
        """Pixels for each point of the page."""
        if not self.fit:
            return self._zoom * POINT
        width, height = self.contents.sizes[page]
        room = self._room()
        across = max(1, room.width() - 2 * _GAP) / width
        along = max(1, room.height() - 2 * _GAP) / height
        return max(SMALLEST * POINT / 4, min(across, along) if self.fit == "page" else across)

    def _room(self) -> QSize:
        """The view's size with a vertical scroll bar, so that its coming and going changes no size."""
        bar = self.verticalScrollBar()
        width = self.maximumViewportSize().width() - bar.sizeHint().width()
        return QSize(width, self.maximumViewportSize().height())

    def _sharpness(self, page: int) -> float:
        width, height = self.contents.sizes[page]
        most = (_MOST_PIXELS / (width * height)) ** 0.5
        return round(min(self._scale(page) * self.devicePixelRatioF(), most), 4)

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """Change what is shown and how, with the same spot of the same page at the top of the view."""
        bar = self.verticalScrollBar()
        page, down = 0, 0.0
        for number, rect in enumerate(self._rects):
            if rect.top() - _GAP <= bar.value():
                page, down = number, (bar.value() - rect.top() + _GAP) / self._scale(number)
        change()
        self._lay_out()
        self.go_to(page, down)
        self.viewport().update()
        self.moved.emit()

    def _lay_out(self) -> None:
        scaled = [
            QSize(round(width * self._scale(number)), round(height * self._scale(number)))
            for number, (width, height) in enumerate(self.contents.sizes)
        ]
        across = max([self._room().width(), *(size.width() + 2 * _GAP for size in scaled)])
        self._rects, top = [], _GAP
        for size in scaled:
            self._rects.append(QRect(QPoint((across - size.width()) // 2, top), size))
            top += size.height() + _GAP
        for bar, whole, part in (
            (self.horizontalScrollBar(), across, self._room().width()),
            (self.verticalScrollBar(), top, self.viewport().height()),
        ):
            bar.setRange(0, max(0, whole - part))
            bar.setPageStep(part)

    # -- painting and keys -----------------------------------------------------------------

    def _in_sight(self) -> Iterator[int]:
        seen = QRect(self._origin(), self.viewport().size())
        return (number for number, rect in enumerate(self._rects) if rect.intersects(seen))

    def _origin(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        line = QColor(theme.current().line)
        for page in self._in_sight():
            rect = self._rects[page].translated(-self._origin())
            painter.fillRect(rect, _PAPER)
            if page in self._pictures:
                self._draw(painter, self._pictures[page][1], rect)
            painter.setPen(line)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if self.wanted():
            self.picture_wanted.emit()

    def _draw(self, painter: QPainter, image: QImage, rect: QRect) -> None:
        """Pixel by pixel where the picture was made for this size, else stretched until it has been."""
        ratio = self.devicePixelRatioF()
        if (image.width() > image.height()) != (rect.width() > rect.height()):
            return  # of another page that stood there before
        if abs(image.width() - rect.width() * ratio) < 2:
            image.setDevicePixelRatio(ratio)
            painter.setClipRect(rect)
            painter.drawImage(rect.topLeft(), image)
            painter.setClipping(False)
        else:
            painter.drawImage(rect, image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keeping_place(lambda: None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned := event.angleDelta().y():
                self.zoom_by(STEP if turned > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self.page + 1)
            case Qt.Key.Key_PageUp:
                top = self._rects[self.page].top() - _GAP if self._rects else 0
                self.go_to(self.page - (bar.value() <= top))
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_Plus:
                self.zoom_by(STEP)
            case Qt.Key.Key_Minus:
                self.zoom_by(1 / STEP)
            case _:
                super().keyPressEvent(event)
