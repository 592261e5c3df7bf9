"""The parties in some roles: a card for each, with what the form asks about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Party
from finsam_desktop.domain.change import TYPING, Change
from finsam_desktop.domain.form import Field, PartyAttribute, Section
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.fields import FieldEditor, LongTextField, TextField
from finsam_desktop.ui.inputs import Chooser
from finsam_desktop.ui.labels import muted, plain, tip
from finsam_desktop.ui.session import Session

_SHORT_NAME = PartyAttribute(id="organisation", label="Kort namn i budgeten:")


class PartiesEditor(QWidget):
    """All parties of a field, in order, and the button that adds one."""

    focused = Signal()

    def __init__(
        self, session: Session, section: Section, field: Field, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.section, self.field = session, section, field
        self.setObjectName(f"field.{field.id}")
        self.setAccessibleName(section.heading)
        self.cards: dict[str, PartyCard] = {}
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.STEP)
        self.empty = muted("Ingen part ännu. Lägg till den första.")
        self.add = QPushButton(
            theme.icon("plus"), f"Lägg till {self._role_title(field.roles[-1]).lower()}", self
        )
        self.add.setObjectName(f"field.{field.id}.add")
        self.add.setAccessibleName(self.add.text())
        self.add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch()
        self.box.addWidget(self.empty)
        self.box.addLayout(row)
        session.changed.connect(self._changed)
        session.flush_requested.connect(self._flush)
        self._rebuild()

    def _role_title(self, role: str) -> str:
        return self.session.application.edition.roles_by_id[role].title

    def _add(self) -> None:
        self.session.flush_requested.emit()
        parties = self.session.application.parties_of(self.field.roles)
        role = self.field.roles[0 if not parties else -1]
        self.session.apply(edits.add_party(self.session.application, role))
        party = self.session.application.parties[-1]
        self.cards[party.id].fields["organisation"].setFocus()

    def _changed(self, change: Change, _: object) -> None:
        paths = list(change.paths)
        if any(path[0] in ("parties", "budget_parties") or path[-1] == "role" for path in paths):
            self._rebuild()
            return
        for path in paths:
            if path[0] == "party" and path[1] in self.cards:
                self.cards[path[1]].follow(change, path[2])

    def _rebuild(self) -> None:
        """Put the cards in the application's order, making and removing only those that need it."""
        parties = self.session.application.parties_of(self.field.roles)
        wanted = [party.id for party in parties]
        for gone in [party_id for party_id in self.cards if party_id not in wanted]:
            card = self.cards.pop(gone)
            self.box.removeWidget(card)
            card.hide()
            card.deleteLater()
        for number, party in enumerate(parties):
            if party.id not in self.cards:
                card = PartyCard(self.session, self.field, party, self)
                card.focused.connect(self.focused)
                self.cards[party.id] = card
            card = self.cards[party.id]
            if self.box.indexOf(card) != number:
                self.box.removeWidget(card)
                self.box.insertWidget(number, card)
            card.refresh(f"{self._role_title(party.role)} {number + 1}", number, len(parties))
        self.empty.setVisible(not parties)

    def _flush(self) -> None:
        for card in self.cards.values():
            card.flush()


class PartyCard(QFrame):
    """One party."""

    focused = Signal()

    def __init__(self, session: Session, field: Field, party: Party, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.party_id = session, party.id
        self.setObjectName(f"party.{party.id}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.fields: dict[str, FieldEditor] = {}
        self.box = QVBoxLayout(self)
        self.box.setSpacing(theme.STEP // 2)
        self.title = QLabel(self)
        self.title.setStyleSheet("font-weight: bold")
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch()
        self.role = self._role_chooser(field, top)
        self.up = self._tool("up", "arrow-up", "Flytta upp", lambda: self._move(-1), top)
        self.down = self._tool("down", "arrow-down", "Flytta ner", lambda: self._move(1), top)
        self.remove_button = self._tool("remove", "trash-2", "Ta bort parten", self._remove, top)
        self.box.addLayout(top)
        for attribute in field.attributes:
            editor = LongTextField if attribute.long else TextField
            self._add_attribute(attribute.id, attribute, editor)
        self.in_budget = QCheckBox("Har en egen kolumn i budgeten", self)
        self.in_budget.setObjectName(f"party.{party.id}.in_budget")
        self.in_budget.setAccessibleName(self.in_budget.text())
        self.in_budget.clicked.connect(self._budget_clicked)
        self.box.addWidget(self.in_budget)
        for one in (self.remove_button, self.in_budget):
            one.installEventFilter(self)
        self.short_label = self._add_attribute("short_name", _SHORT_NAME, TextField)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what would go with the party or its column, when it is looked at: it takes counting."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            amounts = _amounts(edits.amounts_of(self.session.application, self.party_id))
            self.remove_button.setToolTip(f"Ta bort parten{amounts}")
            self.in_budget.setToolTip(f"Ta bort kolumnen{amounts}" if self.in_budget.isChecked() else "")
            for one in (self.remove_button, self.in_budget):
                one.setAccessibleDescription(one.toolTip())
        return False

    def _role_chooser(self, field: Field, row: QHBoxLayout) -> QComboBox | None:
        if len(field.roles) < 2:
            return None
        chooser = Chooser(self)
        chooser.setObjectName(f"party.{self.party_id}.role")
        chooser.setAccessibleName("Roll i budgeten")
        for role in field.roles:
            one = self.session.application.edition.roles_by_id[role]
            chooser.addItem(one.budget_title or one.title, role)
        chooser.activated.connect(lambda: self._role_chosen(chooser.currentData()))
        row.addWidget(chooser)
        return chooser

    def _tool(self, name: str, icon: str, text: str, slot: object, row: QHBoxLayout) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"party.{self.party_id}.{name}")
        button.setIcon(theme.icon(icon))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setAutoRaise(True)
        button.setFocusPolicy(button.focusPolicy().StrongFocus)
        button.clicked.connect(slot)
        row.addWidget(button)
        return button

    def _add_attribute(
        self, name: str, attribute: PartyAttribute, kind: type[TextField] | type[LongTextField]
    ) -> QLabel:
        required = " (måste fyllas i)" if attribute.required else ""
        label = plain(f"{attribute.label.rstrip(':')}{required}" if required else attribute.label)
        editor = kind(f"party.{self.party_id}.{name}", f"{attribute.label.rstrip(':')}{required}", self)
        label.setBuddy(editor)
        editor.setToolTip(tip(attribute.help))
        editor.edited.connect(partial(self._typed, name, attribute.label.rstrip(":")))
        editor.focused.connect(self.focused)
        self.fields[name] = editor
        self.box.addWidget(label)
        self.box.addWidget(editor)
        return label

    def refresh(self, title: str, place: int, count: int) -> None:
        """Show the party as it is, `place` of `count` in its list."""
        self.title.setText(title)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)
        party = self.session.application.party(self.party_id)
        for name, editor in self.fields.items():
            editor.set_value(party.attributes.get(name))
        in_budget = self.party_id in self.session.application.budget_parties
        self.in_budget.setChecked(in_budget)
        self.short_label.setVisible(in_budget)
        self.fields["short_name"].setVisible(in_budget)
        if self.role is not None:
            self.role.setCurrentIndex(self.role.findData(party.role))

    def follow(self, change: Change, name: str) -> None:
        """Show what a change made of the attribute."""
        if editor := self.fields.get(name):
            editor.follow(change, self.session.application.party(self.party_id).attributes.get(name))

    def flush(self) -> None:
        for editor in self.fields.values():
            editor.flush()

    def _role_chosen(self, role: str) -> None:
        self.session.flush_requested.emit()
        self.session.put(("party", self.party_id, "role"), role, "Byt roll")

    def _typed(self, name: str, caption: str, value: Value) -> None:
        self.session.put(("party", self.party_id, name), value, f"Skriv i {caption}", TYPING)

    def _move(self, step: int) -> None:
        self.session.flush_requested.emit()
        self.session.apply(edits.move_party(self.session.application, self.party_id, step))

    def _remove(self) -> None:
        self.flush()
        application = self.session.application
        name = application.party(self.party_id).text("organisation") or "Parten"
        amounts = edits.amounts_of(application, self.party_id)
        self.session.apply(edits.remove_party(application, self.party_id))
        self._say_what_went(f"{name} är borttagen", amounts)

    def _budget_clicked(self, wanted: bool) -> None:
        self.session.flush_requested.emit()
        amounts = 0 if wanted else edits.amounts_of(self.session.application, self.party_id)
        self.session.apply(edits.set_in_budget(self.session.application, self.party_id, wanted))
        if amounts:
            self._say_what_went("Budgetkolumnen är borttagen", amounts)

    def _say_what_went(self, what: str, amounts: int) -> None:
        words = f",{_amounts(amounts)}" if amounts else ""
        self.session.told.emit(f"{what}{words}.")


def _amounts(count: int) -> str:
    """What goes with a party, to be put after words; empty for nothing."""
    return {0: "", 1: " med ett belopp i budgeten"}.get(count, f" med {count} belopp i budgeten")
