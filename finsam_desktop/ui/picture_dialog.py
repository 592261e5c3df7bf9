"""What a picture shows, in words, for those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped

_ROOM = 320, 180
_LONGEST = 500


class PictureDialog(QDialog):
    """Asks for the description of a picture, and shows it."""

    def __init__(self, image: QImage, alt: str, *, new: bool, parent: QWidget | None = None) -> None:
        """`new` for a picture that is about to be inserted."""
        super().__init__(parent)
        self.setObjectName("picture")
        self.setWindowTitle("Infoga bild" if new else "Beskriv bilden")
        box = QVBoxLayout(self)
        spaced(box)
        if not image.isNull():
            shown = QLabel(self)
            ratio = self.devicePixelRatioF()
            width, height = (round(side * ratio) for side in _ROOM)
            small = QPixmap.fromImage(
                image.scaled(
                    min(width, image.width()),
                    min(height, image.height()),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            small.setDevicePixelRatio(ratio)
            shown.setPixmap(small)
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(shown)
        label = QLabel("&Beskrivning", self)
        self.alt = QLineEdit(alt, self)
        self.alt.setObjectName("picture.alt")
        self.alt.setAccessibleName("Beskrivning")
        self.alt.setMaxLength(max(_LONGEST, len(alt)))  # what is there stays whole
        label.setBuddy(self.alt)
        box.addWidget(label)
        box.addWidget(self.alt)
        box.addWidget(
            wrapped(
                "Skriv i en mening vad bilden visar. Beskrivningen läses upp för den som inte kan se bilden.",
                self,
            )
        )
        box.addWidget(answer_buttons(self, ("insert", "Infoga bild") if new else ("save", "Spara")))
        fit(self, 60 * theme.STEP)
        self.alt.setFocus()

    def description(self) -> str:
        """On one line; empty where none was written."""
        return " ".join(self.alt.text().split())
