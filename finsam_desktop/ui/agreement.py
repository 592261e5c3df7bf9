"""The agreement, to read: nobody changes it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from finsam_desktop.domain.form import Section


class AgreementView(QLabel):
    """A text of clauses; it can be selected and copied."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"agreement.{section.id}")
        self.setAccessibleName(section.heading)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        parts = []
        for clause in section.clauses:
            if clause.heading:
                parts.append(f"<p style='margin-bottom:0'><b>{escape(clause.heading)}</b></p>")
            parts += [f"<p style='margin-top:4px'>{escape(text)}</p>" for text in clause.paragraphs]
        self.setText("".join(parts))
