"""Colours and measures: one accent, the form's tints, and states told by shape and colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)

from finsam_desktop.paths import resources_dir

STEP = 8
"""Spacing goes in steps of this many pixels."""
_LINE = "Insatsen har till uppgift att skapa ett operativt samarbete kring individen och"
"""A line of 80 characters of the kind that is written here: the widest line of text in a field."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb. Text on each ground has a contrast of at least 4.5 to 1 (tested)."""

    window: str
    base: str
    text: str
    muted: str
    accent: str
    accent_text: str
    input: str
    """The form's coloured fields."""
    band: str
    group: str
    line: str
    error: str
    warning: str
    ok: str


LIGHT = Theme(
    window="#f3f4f6",
    base="#ffffff",
    text="#1c2430",
    muted="#566070",
    accent="#1f5fa8",
    accent_text="#ffffff",
    input="#fff9d6",
    band="#d7e6f5",
    group="#eceff2",
    line="#c4cbd4",
    error="#b3261e",
    warning="#8a5300",
    ok="#1e7040",
)
DARK = Theme(
    window="#1b1e23",
    base="#282c33",
    text="#e6e9ee",
    muted="#a9b2bf",
    accent="#7fb4ee",
    accent_text="#10141a",
    input="#413c1f",
    band="#203c58",
    group="#353a43",
    line="#525b69",
    error="#ff9a90",
    warning="#f0b45c",
    ok="#79cf9b",
)


def line_width(metrics: QFontMetrics) -> int:
    """Pixels of the widest line of text in a field."""
    return metrics.horizontalAdvance(_LINE)


def is_dark() -> bool:
    """Whether the system asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def current() -> Theme:
    """The theme that the window wears."""
    return DARK if is_dark() else LIGHT


def palette(theme: Theme) -> QPalette:
    """The Qt palette of the theme."""
    found = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.base,
        QPalette.ColorRole.AlternateBase: theme.group,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.window,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.base,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Accent: theme.accent,
    }
    for role, colour in roles.items():
        found.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return found


class _SvgEngine(QIconEngine):
    """Draws an icon of the set when it is asked for, at the very size that is asked for."""

    def __init__(self, source: str, colour: str) -> None:
        super().__init__()
        self.source, self.colour = source, colour

    def clone(self) -> QIconEngine:
        return _SvgEngine(self.source, self.colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer

        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        # On a selected row it stands on the accent, as the row's text does.
        colour = current().accent_text if mode == QIcon.Mode.Selected else self.colour
        source = self.source.replace("currentColor", colour)
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(rect))


@lru_cache(maxsize=128)
def icon(name: str, colour: str = "") -> QIcon:
    """An icon of the set in the text's colour (or `colour`), drawn sharp at every scale."""
    source = (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_SvgEngine(source, colour or current().text))


STATE_ICONS = {
    "error": "circle-x",
    "warning": "triangle-alert",
    "ok": "circle-check",
    "info": "info",
    "": "circle",
}


def state_icon(state: str) -> QIcon:
    """The mark of a state: another shape and another colour for each."""
    theme = current()
    colours = {"error": theme.error, "warning": theme.warning, "ok": theme.ok}
    return icon(STATE_ICONS[state], colours.get(state, theme.muted))
