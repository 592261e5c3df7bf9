"""One generic tab, built from the sections of an edition that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from finsam_desktop.domain.change import Change
from finsam_desktop.domain.form import Field, Section
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.agreement import AgreementView
from finsam_desktop.ui.application_head import ApplicationHead
from finsam_desktop.ui.fields import FieldEditor, RichField, make_editor
from finsam_desktop.ui.focus import in_reading_order
from finsam_desktop.ui.labels import heading, muted, plain
from finsam_desktop.ui.optional_field import OptionalField
from finsam_desktop.ui.page_tabs import PageTab, attachments_tab
from finsam_desktop.ui.parties_editor import PartiesEditor
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signatures_editor import SignaturesEditor


class FormPage(QScrollArea):
    """A scrolling column of sections, one line of text wide."""

    help_requested = Signal(str, str)
    """Heading and help text of what has the focus."""
    place_requested = Signal(object)
    """The path of a place on another tab."""
    stops_changed = Signal()
    told = Signal(str)

    def __init__(self, session: Session, tab: PageTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName(f"page.{tab.id}")
        self.setAccessibleName(tab.title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.editors: dict[tuple[str, ...], FieldEditor] = {}
        self.offered: dict[tuple[str, ...], OptionalField] = {}
        """Fields that are shown when they are filled in or asked for."""
        column = QWidget()
        column.setObjectName(f"page.{tab.id}.column")
        column.setMaximumWidth(theme.line_width(self.fontMetrics()) + 8 * theme.STEP)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(column)
        self.column.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 3 * theme.STEP)
        self.column.setSpacing(theme.STEP)
        holder = QWidget()
        holder.setObjectName(f"page.{tab.id}.holder")
        outer = QHBoxLayout(holder)  # one for rows would take the texts to be as wide as the page
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column, 1)
        outer.addStretch()
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
            self.column.addWidget(muted(section.note, italic=True))
        if section.clauses:
            self.column.addWidget(AgreementView(section, self))
        if section.signatures:
            signatures = SignaturesEditor(self.session, section, self)
            signatures.focused.connect(partial(self._help, section, None))
            self.column.addWidget(signatures)
        last = section.fields[-1:] if section.fields and section.fields[-1].when_filled else ()
        for field in section.fields[: len(section.fields) - len(last)]:
            self._add_field(section, field)
        if section.sheet:
            self._add_sheet_line(section)
        for field in last:
            self._add_field(section, field)

    def _add_field(self, section: Section, field: Field) -> None:
        if field.type == "parties":
            parties = PartiesEditor(self.session, section, field, self)
            parties.focused.connect(partial(self._help, section, field))
            self.column.addWidget(parties)
        elif field.when_filled:
            self._offer_field(section, field)
        else:
            self._make_editor(section, field, self.column)
        edition = self.session.application.edition
        if field.id == edition.uses.annexes:
            where = attachments_tab(edition).title
            self._add_link(field, f"Filer bifogas under fliken {where}.", ("attachments",))

    def _offer_field(self, section: Section, field: Field) -> None:
        caption = self.session.application.edition.caption(field.id)
        text = f"Lägg till {caption[:1].lower()}{caption[1:]}"
        make = partial(self._make_editor, section, field)
        offered = OptionalField(f"field.{field.id}", text, make, self)
        offered.button.setAccessibleName(f"{text} i avsnittet {section.heading}")
        for signal in (offered.opened, offered.closed):
            signal.connect(self.stops_changed)
        self.offered["answer", field.id] = offered
        self.column.addWidget(offered)
        offered.show_for(self.session.application.answers.get(field.id))

    def _make_editor(self, section: Section, field: Field, box: QVBoxLayout) -> FieldEditor:
        """Put the field's label and editor into the box."""
        caption = self.session.application.edition.caption(field.id)
        required = " (måste fyllas i)" if field.required else ""
        label = field.label or (field.name if len(section.fields) > 1 else "")
        editor = make_editor(field, f"{caption}{required}", self)
        if label or required:
            said = plain(f"{label.rstrip(':')}{required}") if label else muted("Måste fyllas i")
            said.setWordWrap(True)
            said.setBuddy(editor)
            box.addWidget(said)
        path = ("answer", field.id)
        self.editors[path] = editor
        if isinstance(editor, RichField):
            editor.editor.keep_pictures(self.session.desk)
            editor.editor.told.connect(self.told)
        editor.set_value(self.session.application.answers.get(field.id))
        editor.edited.connect(partial(self._edited, path, caption, editor.origin))
        editor.focused.connect(partial(self._help, section, field))
        editor.caret_moved.connect(partial(self._follow, editor))
        box.addWidget(editor)
        return editor

    def _add_sheet_line(self, section: Section) -> None:
        """Say which budget sheet is printed in the section, with the way there."""
        view = self.session.budget.views[section.sheet]
        title = view.template.title
        filled_in = any(view.role(line, column) == "input" for line in view.lines for column in view.columns)
        text = f"Här trycks {title}, som {'fylls i' if filled_in else 'räknas fram i budgeten'}."
        self._add_link(section, text, ("sheet", section.sheet), f"Visa {title}")

    def _add_link(self, place: Section | Field, text: str, path: tuple[str, ...], link: str = "") -> None:
        """A line of text that leads to another tab; the whole line, or the words of `link` after it."""
        before, words = (f"{escape(text)} ", link) if link else ("", text)
        label = QLabel(f"{before}<a href='#'>{escape(words)}</a>")
        label.setObjectName(f"link.{place.id}")
        label.setAccessibleName(f"{text} {link}".strip())
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.linkActivated.connect(lambda _: self.place_requested.emit(path))
        self.column.addWidget(label)

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page, in reading order."""
        column = self.widget()
        found = in_reading_order(column) if column is not None else ()
        unseen = [one.unseen for one in self.offered.values()]
        return [one for one in found if not any(one is out or out.isAncestorOf(one) for out in unseen)]

    # -- what happens ----------------------------------------------------------------------

    def _edited(self, path: tuple[str, ...], caption: str, origin: str, value: Value) -> None:
        self.session.put(path, value, f"Skriv i {caption}", origin)

    def _changed(self, change: Change, _: object) -> None:
        for path in change.paths:
            if offered := self.offered.get(path):
                offered.show_for(self.session.application.get(path))
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
        if offered := self.offered.get(path):
            offered.open()
        place = self.editors.get(path) or next(self._named(path), None)
        if place is None:
            return False
        self.ensureWidgetVisible(place, 0, 10 * theme.STEP)
        place.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _named(self, path: tuple[str, ...]) -> Iterator[QWidget]:
        """What shows the place, where it is no field: a line of a party, or the list of parties."""
        application = self.session.application
        names = [".".join(path)]
        if path[0] in ("parties", "budget_parties"):
            roles = set(path[1:]) or set(application.edition.roles_by_id)
            fields = [field for _, field in application.edition.section_fields() if roles & set(field.roles)]
            names = [f"party.{one}.in_budget" for one in application.budget_parties if path[0] != "parties"]
            names += [f"field.{field.id}.add" for field in fields]
        for name in names:
            yield from self.findChildren(QWidget, name)
