"""The menus of the grid: for its cells, and for the column of an organisation."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from finsam_desktop.domain import edits
from finsam_desktop.ui import sheet_dialogs, theme
from finsam_desktop.ui.actions import IN_GRID, MENUS
from finsam_desktop.ui.frozen import GridHeader
from finsam_desktop.ui.sheet_operations import SheetOperations

_ACTIONS = {one.id: one for entries in MENUS.values() for one in entries if one.id}


class CellMenu(QMenu):
    """What can be done with the selected cells."""

    def __init__(self, operations: SheetOperations) -> None:
        super().__init__(operations.grid)
        self.setObjectName(f"{operations.grid.objectName()}.menu")
        for name in IN_GRID:
            if not name:
                self.addSeparator()
                continue
            one = _ACTIONS[name]
            method = one.call.rpartition(".")[2]
            action = self.addAction(one.text, getattr(operations, method))
            action.setObjectName(f"{self.objectName()}.{name}")
            action.setEnabled(operations.can(method))
            if one.icon:
                action.setIcon(theme.icon(one.icon))
            if one.keys:
                action.setShortcut(QKeySequence(one.keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the window's menu has the keys
                action.setShortcutVisibleInContextMenu(True)


class PartyMenu(QMenu):
    """What can be done with the column of an organisation, or with the organisations of the budget."""

    def __init__(self, operations: SheetOperations, column: int) -> None:
        super().__init__(operations.grid)
        self.setObjectName(f"{operations.grid.objectName()}.columns.menu")
        self.session = operations.session
        self.operations = operations
        view = operations.model.view.columns[column]
        if view.template.family == "parties":
            self._for_column(view.key, view.title)
            self.addSeparator()
        self._for_others()
        self.addSeparator()
        layout = operations.grid.arrangement
        self._add("widths", "Återställ kolumnbredderna", layout.forget_widths, bool(layout.by_hand))

    def _add(self, name: str, text: str, slot: object, enabled: bool = True) -> QAction:
        action = self.addAction(text.replace("&", "&&"))
        action.setObjectName(f"{self.objectName()}.{name}")
        action.setEnabled(enabled)
        action.triggered.connect(slot)
        return action

    def _for_column(self, party: str, title: str) -> None:
        application = self.session.application
        place, last = application.budget_parties.index(party), len(application.budget_parties) - 1
        count = edits.amounts_of(application, party)
        goes = "inga ifyllda celler" if not count else "1 ifylld cell försvinner" if count == 1 else ""
        goes = goes or f"{count} ifyllda celler försvinner"
        self._add("rename", f"Byt namn på {title}…", partial(self._rename, party))
        self._add("left", "Flytta åt vänster", partial(self._move, party, -1), place > 0)
        self._add("right", "Flytta åt höger", partial(self._move, party, 1), place < last)
        self._add(
            "remove", f"Ta bort {title} ur budgeten ({goes})", partial(self._remove, party, title), last > 0
        )

    def _for_others(self) -> None:
        application = self.session.application
        for party in application.parties:
            if party.id not in application.budget_parties and party.role != "partner":
                name = party.column_name or "part utan namn"
                self._add(f"give.{party.id}", f"Ge {name} en kolumn", partial(self._give, party.id))
        for role in application.edition.roles:
            if role.id != "partner" and len(application.parties_of((role.id,))) < role.maximum:
                text = f"Lägg till organisation ({role.budget_title or role.title})"
                self._add(f"add.{role.id}", text, partial(self._new, role.id))

    # -- what they do ----------------------------------------------------------------------

    def _rename(self, party_id: str) -> None:
        party = self.session.application.party(party_id)
        name = sheet_dialogs.ask_column_name(
            self.operations.grid, party.text("organisation"), party.text("short_name")
        )
        if name is not None:
            self.session.put(("party", party_id, "short_name"), name.strip(), "Byt namn på kolumnen")

    def _move(self, party: str, step: int) -> None:
        self.session.apply(edits.move_budget_party(self.session.application, party, step))

    def _remove(self, party: str, title: str) -> None:
        self.session.apply(edits.set_in_budget(self.session.application, party, False))
        self.operations.told.emit(
            f"{title} har ingen kolumn i budgeten längre. Ångra tar tillbaka kolumnen med beloppen."
        )

    def _give(self, party: str) -> None:
        self.session.apply(edits.set_in_budget(self.session.application, party, True))

    def _new(self, role: str) -> None:
        self.session.apply(edits.add_party(self.session.application, role))
        self.operations.told.emit("En organisation är tillagd sist. Skriv dess namn i fliken med parterna.")


class SheetMenus(QObject):
    """Opens the menus where they are asked for."""

    opened = Signal(object)

    def __init__(self, operations: SheetOperations) -> None:
        super().__init__(operations)
        self.operations, self.grid = operations, operations.grid
        for widget, slot in (
            (self.grid, self._on_cell),
            (self.grid.horizontalHeader(), self._on_column),
            (self.grid.verticalHeader(), self._on_line),
        ):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(slot)

    def _show(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        self.opened.emit(menu)

    def _on_cell(self, pos: QPoint) -> None:
        index = self.grid.indexAt(pos)
        if index.isValid() and not self.grid.selectionModel().isSelected(index):
            self.grid.go(index.row(), index.column())
        self._show(CellMenu(self.operations), self.grid.viewport().mapToGlobal(pos))

    def _on_line(self, pos: QPoint) -> None:
        row = self.grid.verticalHeader().logicalIndexAt(pos)
        if row >= 0 and not any(block.top() <= row <= block.bottom() for block in self.grid.blocks()):
            self.grid.selectRow(row)
        self._show(CellMenu(self.operations), self.grid.verticalHeader().mapToGlobal(pos))

    def _on_column(self, pos: QPoint) -> None:
        header = self.grid.horizontalHeader()
        assert isinstance(header, GridHeader)
        column = header.column_under(pos)
        if column >= 0:
            self._show(PartyMenu(self.operations, column), header.mapToGlobal(pos))
