"""One generic tab, built from the sections of an edition that belong to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from finsam_desktop.domain.application import Change
from finsam_desktop.domain.form import Field, Section, Tab
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.agreement import AgreementView
from finsam_desktop.ui.application_head import ApplicationHead
from finsam_desktop.ui.fields import FieldEditor, make_editor
from finsam_desktop.ui.focus import in_reading_order
from finsam_desktop.ui.parties_editor import PartiesEditor
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signatures_editor import SignaturesEditor


class FormPage(QScrollArea):
    """A scrolling column of sections, one line of text wide."""

    help_requested = Signal(str, str)
    """Heading and help text of what has the focus."""

    def __init__(self, session: Session, tab: Tab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName(f"page.{tab.id}")
        self.setAccessibleName(tab.title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.editors: dict[tuple[str, ...], FieldEditor] = {}
        column = QWidget()
        column.setObjectName(f"page.{tab.id}.column")
        column.setMaximumWidth(theme.line_width(self.fontMetrics()) + 8 * theme.STEP)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(column)
        self.column.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 3 * theme.STEP)
        self.column.setSpacing(theme.STEP)
        holder = QWidget()
        holder.setObjectName(f"page.{tab.id}.holder")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column)
        self.setWidget(holder)
        edition = session.application.edition
        sections = [section for section in edition.sections if section.tab == tab.id]
        if any(field.id == edition.uses.name for section in sections for field in section.fields):
            self.column.addWidget(ApplicationHead(session, column))
        for section in sections:
            self._add_section(section)
        self.column.addStretch()
        session.changed.connect(self._changed)
        session.flush_requested.connect(self._flush)

    # -- building --------------------------------------------------------------------------

    def _add_section(self, section: Section) -> None:
        if self.column.count():
            self.column.addSpacing(theme.STEP)
        self.column.addWidget(heading(section.printed_heading, f"heading.{section.id}"))
        if section.note:
            self.column.addWidget(note(section.note))
        if section.clauses:
            self.column.addWidget(AgreementView(section, self))
        if section.signatures:
            signatures = SignaturesEditor(self.session, section, self)
            signatures.focused.connect(partial(self._help, section, None))
            self.column.addWidget(signatures)
        for field in section.fields:
            if field.type == "parties":
                parties = PartiesEditor(self.session, section, field, self)
                parties.focused.connect(partial(self._help, section, field))
                self.column.addWidget(parties)
            else:
                self._add_field(section, field)

    def _add_field(self, section: Section, field: Field) -> None:
        caption = self.session.application.edition.caption(field.id)
        required = " (måste fyllas i)" if field.required else ""
        label = field.label or (field.name if len(section.fields) > 1 else "")
        editor = make_editor(field, f"{caption}{required}", self)
        if label or required:
            said = QLabel(f"{label.rstrip(':')}{required}" if required else label, self)
            said.setWordWrap(True)
            said.setBuddy(editor)
            if not label:
                said.setText("Måste fyllas i")
                said.setStyleSheet(f"color: {theme.current().muted}")
            self.column.addWidget(said)
        path = ("answer", field.id)
        self.editors[path] = editor
        editor.set_value(self.session.application.answers.get(field.id))
        editor.edited.connect(partial(self._edited, path, caption, editor.origin))
        editor.focused.connect(partial(self._help, section, field))
        editor.caret_moved.connect(partial(self._follow, editor))
        self.column.addWidget(editor)

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page, in reading order."""
        column = self.widget()
        return list(in_reading_order(column)) if column is not None else []

    # -- what happens ----------------------------------------------------------------------

    def _edited(self, path: tuple[str, ...], caption: str, origin: str, value: Value) -> None:
        self.session.put(path, value, f"Skriv i {caption}", origin)

    def _changed(self, change: Change, _: object) -> None:
        for path in change.paths:
            editor = self.editors.get(path)
            if editor is not None:
                editor.follow(change, self.session.application.get(path))

    def _flush(self) -> None:
        for editor in self.editors.values():
            editor.flush()

    def _help(self, section: Section, field: Field | None) -> None:
        text = (field.help if field else "") or section.help
        self.help_requested.emit(section.heading, text)

    def _follow(self, editor: FieldEditor, place: QRect) -> None:
        """Keep the caret in sight."""
        column = self.widget()
        assert column is not None
        spot = editor.mapTo(column, place.center())
        self.ensureVisible(spot.x(), spot.y(), 0, 5 * theme.STEP)

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Show the place and give it the focus; False when it is not on this page."""
        editor = self.editors.get(path)
        if editor is None:
            for child in self.findChildren(QWidget):
                if child.objectName() == ".".join(path):
                    self.ensureWidgetVisible(child)
                    child.setFocus(Qt.FocusReason.OtherFocusReason)
                    return True
            return False
        self.ensureWidgetVisible(editor, 0, 10 * theme.STEP)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def heading(text: str, name: str) -> QLabel:
    """A section's heading in the form's words."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    font = QFont(label.font())
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.1)
    label.setFont(font)
    return label


def note(text: str) -> QLabel:
    """Small words under a heading."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setStyleSheet(f"font-style: italic; color: {theme.current().muted}")
    return label
