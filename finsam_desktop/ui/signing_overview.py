"""Who has signed the newest version and who is missing, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import signing
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.signing import PartyStatus, Standing
from finsam_desktop.exchange.reminders import reminders
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.labels import muted
from finsam_desktop.ui.page_tabs import tab_of
from finsam_desktop.ui.reminder_window import ReminderWindow
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.signature_card import STANDING_MARKS

_COLUMNS = ("Organisation", "Undertecknare", "E-post", "Läge", "Skickad", "Undertecknad", "Fil")
_WORDS: dict[Standing, str] = {
    "unsent": "Inte skickad",
    "sent": "Skickad",
    "signed": "Undertecknad",
    "older": "Äldre version",
}
_OLD = (
    "Ansökan har ändrats sedan version {number} fastställdes. Fastställ en ny version innan du påminner, om"
    " ändringarna ska gälla."
)
_ID = Qt.ItemDataRole.UserRole


class SigningOverview(QWidget):
    """A line for each party that signs; what is done is done for those that are chosen."""

    told = Signal(str)
    requested = Signal(str, tuple)
    """A method of `OpenedApplication`, or of what it holds, and its arguments."""
    place_requested = Signal(tuple)
    """The path of a place on another tab."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("signing")
        self.setAccessibleName("Underskrifter")
        self._statuses: list[PartyStatus] = []
        self._stale = True
        self.mark = QLabel(self)
        self.headline = wrapped("", self)
        self.headline.setObjectName("signing.headline")
        self.tree = self._make_tree()
        self.detail = muted()
        self.detail.setObjectName("signing.detail")
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        session.versioning.changed.connect(self._show_soon)
        session.changed.connect(self._changed)
        self._show()

    # -- building --------------------------------------------------------------------------

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("signing.list")
        tree.setAccessibleName("Parternas underskrifter")
        tree.setHeaderLabels(list(_COLUMNS))
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setStyleSheet("QTreeView::item { padding: 4px 6px; }")
        tree.itemSelectionChanged.connect(self._enable)
        tree.itemActivated.connect(lambda *_: self.go_to_party())
        return tree

    def _build(self) -> None:
        head, first, second = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        buttons: tuple[tuple[QHBoxLayout, str, str, str, Callable[[], None]], ...] = (
            (first, "remind", "mail", "Kopiera påminnelse…", self.remind),
            (first, "sent", "calendar", "Notera som skickad i dag", self.note_sent),
            (first, "go", "pen-line", "Gå till uppgifterna", self.go_to_party),
            (second, "remind_all", "mail", "Påminnelser till alla som saknas…", self.remind_all),
            (second, "import", "file-down", "Läs in underskriven PDF…", self.import_signed),
        )
        for row, name, icon, text, slot in buttons:
            row.addWidget(self._button(name, icon, text, slot))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.STEP)
        box.addLayout(head)
        box.addWidget(self.tree, 1)
        box.addWidget(self.detail)
        for row in (first, second):
            row.addStretch()
            box.addLayout(row)

    def _button(self, name: str, icon: str, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, self)
        button.setObjectName(f"signing.{name}")
        button.setAccessibleName(text.rstrip("…"))
        button.clicked.connect(lambda: slot())
        self.buttons[name] = button
        return button

    # -- what is shown ---------------------------------------------------------------------

    def _changed(self, change: Change, _: object) -> None:
        if any(path[0] in ("party", "parties", "attachments") for path in change.paths):
            self._show_soon()

    def _show_soon(self) -> None:
        """Now, or when somebody looks."""
        self._stale = True
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _show(self) -> None:
        self._stale = False
        versioning, application = self.session.versioning, self.session.application
        changed = versioning.state.kind == "changed"
        self._statuses = signing.overview(application, versioning.number, changed=changed)
        chosen = {one.party for one in self.chosen()} or {one.party for one in self._statuses[:1]}
        self.tree.blockSignals(True)
        self.tree.clear()
        for status in self._statuses:
            item = self._item(status)
            self.tree.addTopLevelItem(item)
            if status.party in chosen:
                item.setSelected(True)
                self.tree.setCurrentItem(item, 0, self.tree.selectionModel().SelectionFlag.NoUpdate)
        self.tree.blockSignals(False)
        self.tree.setVisible(bool(self._statuses))
        self._say(changed)
        self._enable()

    def _item(self, status: PartyStatus) -> QTreeWidgetItem:
        dates = ((status.sent, status.sent_version), (status.signed, status.signed_version))
        days = [self._day(day, version) for day, version in dates]
        scan = status.scan.name if status.scan else ""
        cells = [status.organisation, status.signer, status.email, _WORDS[status.standing], *days]
        item = QTreeWidgetItem([*cells, "Ja" if scan else ""])
        item.setData(0, _ID, status.party)
        item.setIcon(3, theme.state_icon(STANDING_MARKS[status.standing]))
        for column, text in ((0, cells[0]), (1, cells[1]), (2, cells[2]), (3, status.text), (6, scan)):
            item.setToolTip(column, text)
        return item

    def _day(self, day: date | None, version: int) -> str:
        """The day, with its version where that is not the one that the standing is about."""
        if day is None:
            return ""
        older = version and version != self.session.versioning.number
        return f"{format_date(day)} (version {version})" if older else format_date(day)

    def _say(self, changed: bool) -> None:
        number = self.session.versioning.number
        if not self._statuses:
            state, text = "info", self._nobody()
        else:
            state = "warning" if changed else "info" if any(one.missing for one in self._statuses) else "ok"
            text = signing.headline(self._statuses, number, changed=changed)
        if self._statuses and not number:
            text += " Ingen version är fastställd: fastställ ansökan innan den skickas för underskrift."
        self.mark.setPixmap(theme.state_icon(state).pixmap(16, 16))
        self.headline.setText(text)

    def _nobody(self) -> str:
        """Why there is no line, and what to do."""
        edition = self.session.application.edition
        roles = [role for one in edition.sections if one.signatures for role in one.signatures.roles]
        if not roles:
            return "Blanketten har inga underskrifter."
        wanted = tab_of(self.session.application, ("parties", roles[0]))
        where = "".join(f" under fliken {tab.title}" for tab in edition.tabs if tab.id == wanted)
        return f"Ingen part ska skriva under ännu. Lägg till parterna{where}."

    def chosen(self) -> list[PartyStatus]:
        """The parties that are chosen in the list."""
        ids = {item.data(0, _ID) for item in self.tree.selectedItems()}
        return [one for one in self._statuses if one.party in ids]

    def _enable(self) -> None:
        chosen = self.chosen()
        self.detail.setText(f"{chosen[0].organisation}: {chosen[0].text}" if len(chosen) == 1 else "")
        allowed = {
            "remind": bool(self._unsigned(chosen)),
            "sent": bool(chosen),
            "go": len(chosen) == 1,
            "remind_all": bool(self._unsigned(self._statuses)),
        }
        for name, wanted in allowed.items():
            self.buttons[name].setEnabled(wanted)
        signed = bool(chosen) and not allowed["remind"]
        self.buttons["remind"].setToolTip("Parten har redan skrivit under versionen." if signed else "")

    def _unsigned(self, statuses: Sequence[PartyStatus]) -> list[str]:
        """Those that have not signed the newest version, changed since or not."""
        number = self.session.versioning.number
        return [one.party for one in statuses if one.missing and not (number and one.gave(number))]

    # -- what can be done ------------------------------------------------------------------

    def remind(self) -> None:
        """Show words to send to those that are chosen."""
        self._show_reminders(self._unsigned(self.chosen()))

    def remind_all(self) -> None:
        """Show words to send to everybody whose signature is missing."""
        self._show_reminders(self._unsigned(self._statuses))

    def _show_reminders(self, parties: list[str]) -> None:
        if not parties:
            return
        versioning = self.session.versioning
        found = reminders(self.session.application, parties, versioning.newest)
        warning = _OLD.format(number=versioning.number) if versioning.state.kind == "changed" else ""
        if not versioning.number:
            warning = "Ingen version är fastställd. Fastställ ansökan innan du ber om underskrifter."
        ReminderWindow(found, warning, self).show()

    def note_sent(self) -> None:
        """Note that those that are chosen have been sent the newest version today, as one step."""
        self.session.flush_requested.emit()
        chosen = self.chosen()
        number = self.session.versioning.number
        values = {one.party: signing.dated("sent", date.today(), number) for one in chosen}
        change = signing.record_all(self.session.application, values, number, "Notera som skickad i dag")
        names = signing.listed([one.organisation for one in chosen])
        self.session.apply(change)
        if change:
            self.told.emit(f"Noterat: skickad i dag till {names}.")
        elif chosen:
            self.told.emit(f"Det är redan noterat att ansökan är skickad i dag till {names}.")

    def go_to_party(self) -> None:
        """Go to where the party's signature is written about."""
        for one in self.chosen()[:1]:
            self.place_requested.emit(("party", one.party, "signer"))

    def import_signed(self) -> None:
        """Ask for a PDF that came back signed."""
        self.requested.emit("signed.choose", ())

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        return [self.tree, *self.buttons.values()]
