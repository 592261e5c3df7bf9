"""Who signs for each party, when the form was sent to them, and when and how they signed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from finsam_desktop.domain import signing
from finsam_desktop.domain.application import OF_SIGNING
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.form import Section
from finsam_desktop.ui import theme
from finsam_desktop.ui.labels import muted
from finsam_desktop.ui.page_tabs import tab_of
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signature_card import SignatureCard


class SignaturesEditor(QWidget):
    """A card for each party that signs in the section."""

    focused = Signal()

    def __init__(self, session: Session, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert section.signatures
        self.session, self.roles, self.section = session, section.signatures.roles, section
        self._asks_place = any(line.value == "place" for line in section.signatures.lines)
        self.setObjectName(f"signatures.{section.id}")
        self.setAccessibleName(section.heading)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.STEP)
        self.cards: dict[str, SignatureCard] = {}
        session.versioning.changed.connect(self._show_standings)
        session.changed.connect(self._changed)
        session.flush_requested.connect(self._flush)
        self._build()

    def _build(self) -> None:
        while item := self.box.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.cards.clear()
        parties = self.session.application.parties_of(self.roles)
        for party in parties:
            card = SignatureCard(self.session, party, self._asks_place, self)
            card.focused.connect(self.focused)
            self.cards[party.id] = card
            self.box.addWidget(card)
        if not parties:
            wanted = tab_of(self.session.application, ("parties", self.roles[0]))
            tabs = {tab.id: tab.title for tab in self.session.application.edition.tabs}
            where = f" Lägg till den under fliken {tabs[wanted]}." if wanted else ""
            self.box.addWidget(muted(f"Ingen part ännu.{where}"))
        self._show_standings()

    def _show_standings(self) -> None:
        """Say in each card how it stands with the signature now."""
        versioning = self.session.versioning
        changed = versioning.state.kind == "changed"
        for status in signing.overview(self.session.application, versioning.number, changed=changed):
            if card := self.cards.get(status.party):
                card.show_status(status)

    def _changed(self, change: Change, _: object) -> None:
        paths = list(change.paths)
        if any(path[0] == "parties" or path[-1] == "role" for path in paths):
            self._build()
            return
        for path in paths:
            if path[0] == "party" and path[1] in self.cards:
                self.cards[path[1]].follow(change, path[2])
        if any(path[0] == "attachments" or (path[0] == "party" and path[2] in _SHOWN) for path in paths):
            self._show_standings()

    def _flush(self) -> None:
        for card in list(self.cards.values()):
            card.flush()


_SHOWN = (*OF_SIGNING, "organisation")
"""Attributes that the card shows beside its fields."""
