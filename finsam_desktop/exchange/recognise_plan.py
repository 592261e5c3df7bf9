"""What taking in a workbook would do: a working copy of the application, changed step by step.

Everything is done to the copy with the same edits as by hand; their operations, in order, are the
one change that is proposed.
"""

from __future__ import annotations

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, repeated_id
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.layout import LineView, SheetView, sheet_view, year_labels
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.exchange.recognise import Reading
from finsam_desktop.exchange.recognise_choices import NEW, SKIP, Choices, Path, Plan, TakenCell
from finsam_desktop.exchange.recognise_model import (
    FoundColumn,
    FoundRow,
    Problem,
    SheetReading,
    Spot,
    Unplaced,
)
from finsam_desktop.exchange.recognise_pairs import (
    Pair,
    Target,
    has_name,
    pair_mirrored,
    pair_rows,
    year_keys,
)
from finsam_desktop.exchange.recognise_parties import names_of
from finsam_desktop.exchange.recognise_values import (
    YearMark,
    holds_something,
    is_dash,
    is_error,
    is_note,
    read_value,
    year_mark,
)

MOST_ROWS = 2000
"""Rows that one group takes in; a workbook with more of them is no budget."""


def make_plan(reading: Reading, application: Application, choices: Choices) -> Plan:
    """Take in the chosen sheets of the reading into a copy of the application."""
    planner = _Planner(reading, application, choices)
    planner.run()
    return planner.plan


class _Planner:
    def __init__(self, reading: Reading, application: Application, choices: Choices) -> None:
        self.reading, self.choices = reading, choices
        self.plan = Plan(application.snapshot())
        self.work, self.edition = self.plan.work, application.edition
        self.factor = 1000 if choices.unit == "tkr" else 1
        self.found_rows: dict[tuple[str, str], list[tuple[FoundRow, str]]] = {}
        """Sheet and group of the edition -> rows of the workbook with the ids of their rows."""

        self.heads: set[Path] = set()
        self.filled: set[tuple[str, int]] = set()
        """Columns, by the organisation of the table, in which the sheet has anything: blanks there clear."""

    def run(self) -> None:
        sheets = [sheet for sheet in self.reading.sheets if sheet.template]
        order = [sheet.id for sheet in self.edition.sheets]
        self._parties()
        self.others = self._other_parties(sheets)
        for sheet in self.reading.sheets if sheets else ():
            self._head(sheet)  # of another form's sheet without a place here, too
        for sheet in sorted(sheets, key=lambda one: order.index(one.template)):
            self._sheet(sheet)
            self.plan.unplaced += sheet.unplaced
            self.plan.problems += sheet.problems
        for sheet in self.reading.sheets:
            if not sheet.template:
                self.plan.unplaced += sheet.unplaced
                self.plan.problems += sheet.problems

    def apply(self, change: Change | None) -> None:
        if change is not None:
            change.apply(self.work)
            self.plan.operations += change.operations

    # -------------------------------------------------------------------------- organisations

    def _parties(self) -> None:
        for key, organisation in self.reading.organisations.items():
            choice = self.choices.organisations.get(key, SKIP)
            if choice == SKIP:
                continue
            known = {party.id for party in self.work.parties}
            if choice != NEW and choice not in known:
                raise KeyError(choice)
            party_id = choice
            if choice == NEW:
                self.apply(edits.add_party(self.work, self._new_role(organisation.role)))
                party_id = self.work.parties[-1].id
            self.apply(edits.set_in_budget(self.work, party_id, True))
            self.plan.parties[key] = party_id
            if organisation.name and not names_of(self.work.party(party_id)):
                path = ("party", party_id, "organisation")
                self._put(organisation.spot, path, "Organisationens namn", organisation.name)
            if not organisation.name and organisation.filled:
                message = "Kolumnen har belopp men inget namn på organisationen. Kontrollera vems de är."
                self.plan.problems.append(Problem(str(organisation.spot), message))

    def _new_role(self, role: str) -> str:
        """The role that the header says; a second lead is a co-owner."""
        roles = self.edition.roles_by_id
        wanted = role or "co-owner"
        if wanted == "lead" and self.work.parties_of(("lead",)):
            wanted = "co-owner"
        return next((one for one in (wanted, "co-owner", "partner") if one in roles), next(iter(roles)))

    def _other_parties(self, sheets: list[SheetReading]) -> set[str]:
        """Parties with a budget column that the workbook says nothing of, where columns are by party."""
        families = [self.edition.sheets_by_id[sheet.template].families for sheet in sheets]
        skipped = any(
            one.filled and key not in self.plan.parties for key, one in self.reading.organisations.items()
        )
        if not skipped and not any("parties" in family.values() for family in families):
            return set()
        return set(self.work.budget_parties) - set(self.plan.parties.values())

    def _has_amounts(self, sheet: str, row: str, parties: set[str]) -> bool:
        cells = self.work.cells.get(sheet, {}).get(row, {})
        return any(name.partition(":")[2] in parties for name, value in cells.items() if value)

    # ------------------------------------------------------------------------------- the head

    def _head(self, sheet: SheetReading) -> None:
        for name, (spot, cell) in sheet.head.items():
            path = ("answer", name)
            if path in self.heads:
                continue  # another sheet has said it
            self.heads.add(path)
            value = read_value(cell, "date" if self.edition.fields[name].type == "date" else "text")
            # Without a value of its own the field shows another's: nothing new is said then.
            if value != self.work.answer(name) and not is_empty(value):
                self._put(spot, path, self.edition.caption(name), value, fill=bool(self.others))

    # ------------------------------------------------------------------------------ one sheet

    def _sheet(self, sheet: SheetReading) -> None:
        template = self.edition.sheets_by_id[sheet.template]
        groups: dict[tuple[str, str], list[FoundRow]] = {}
        for row in sheet.rows:
            if row.group:
                groups.setdefault((row.group, row.organisation), []).append(row)
        self.filled = {
            (row.organisation, number)
            for row in sheet.rows
            for number in row.columns
            if row.group and holds_something(sheet.cell(row.row, number))
        }
        for (name, organisation), rows in groups.items():
            group = template.lines[name]
            assert isinstance(group, Rows)
            party = self.plan.parties.get(organisation, "") if organisation else ""
            if organisation and not party:
                continue  # the choices leave the organisation out
            self._group(sheet, group, rows, party)

    def _group(self, sheet: SheetReading, group: Rows, rows: list[FoundRow], party: str) -> None:
        if sum(not row.bare for row in rows) > MOST_ROWS:
            spot = sheet.spot(rows[0].row, rows[0].label_column)
            message = f"Tabellen har fler än {MOST_ROWS} rader och läses inte in. Är det rätt arbetsbok?"
            self.plan.problems.append(Problem(str(spot), message))
            return
        pairs = self._pairs(sheet, group, rows, party)
        above = ""
        for n, row in enumerate(rows):
            if n not in pairs and self._is_wanted(group, row):
                pairs[n] = self._add(sheet, group, row, party, above)
            if n in pairs:
                above = self.plan.lines[sheet.name, row.row] = pairs[n].id
            else:
                self._without_row(sheet, row)
        view = self._view(sheet)
        for n, pair in pairs.items():
            if pair.relabel:
                path = ("cell", view.id, pair.id, view.label_column)
                words = self._words(view, pair.id, view.label_column)
                self._put(sheet.spot(rows[n].row, rows[n].label_column), path, words, rows[n].label)
        ids = [self.plan.lines.get((sheet.name, row.row), "") for row in rows]
        self.found_rows[sheet.template, group.id] = list(zip(rows, ids, strict=True))
        self._values(sheet, group, rows)
        if not self.choices.keep_local_rows and self.choices.mode == "replace":
            self._remove_local(sheet, group, party, set(ids))

    def _view(self, sheet: SheetReading) -> SheetView:
        return sheet_view(self.work, self.edition.sheets_by_id[sheet.template])

    def _targets(self, view: SheetView, group: Rows, party: str) -> list[Target]:
        lines = [line for line in view.lines if line.template == group and line.party == party]
        return [self._target(view, line) for line in lines]

    def _target(self, view: SheetView, line: LineView) -> Target:
        given = self.work.cell(view.id, line.id, view.label_column) if line.named else None
        cells = [rows.get(line.id) for rows in self.work.cells.values()]
        others = self._has_amounts(view.id, line.id, self.others)
        ours = self._has_amounts(view.id, line.id, set(self.plan.parties.values()))
        label = given if isinstance(given, str) else line.label
        return Target(line.id, label, line.named, not any(cells), ours or not others)

    def _pairs(self, sheet: SheetReading, group: Rows, rows: list[FoundRow], party: str) -> dict[int, Pair]:
        if group.each == "years":
            marks = {n: mark for n, row in enumerate(rows) if (mark := year_mark(_as_year(row.label)))}
            labels = year_labels(self.work, group.count)
            return {n: Pair(f"{group.id}:{key}") for n, key in year_keys(marks, labels).items()}
        if group.each == "parties":
            return {n: Pair(f"{group.id}:{party}") for n, _ in enumerate(rows)}
        targets = self._targets(self._view(sheet), group, party)
        if group.mirror:
            source, _, name = group.mirror.partition(".")
            return pair_mirrored(rows, self.found_rows.get((source, name), []), targets)
        reuse = not self.choices.keep_local_rows and self.choices.mode == "replace"
        return pair_rows(rows, targets, lambda name: repeated_id(name, party), reuse=reuse)

    def _is_wanted(self, group: Rows, row: FoundRow) -> bool:
        """Whether a row is to be added for it: it holds something, or a name where people give names."""
        named = any(one.named for one in group.rows)
        return bool(group.free) and (not row.bare or (named and has_name(row) and not row.fixed))

    def _add(self, sheet: SheetReading, group: Rows, row: FoundRow, party: str, above: str) -> Pair:
        before = {one.id for one in self.work.rows[sheet.template]}
        self.apply(edits.add_row(self.work, sheet.template, group.id, after=above, party=party))
        new = next(one.id for one in self.work.rows[sheet.template] if one.id not in before)
        return Pair(new, relabel=has_name(row))

    def _without_row(self, sheet: SheetReading, row: FoundRow) -> None:
        for number in row.columns:
            cell = sheet.cell(row.row, number)
            if cell and holds_something(cell) and not cell.formula:
                self.plan.unplaced.append(Unplaced(sheet.spot(row.row, number), cell.value, row.label))

    # --------------------------------------------------------------------------------- values

    def _values(self, sheet: SheetReading, group: Rows, rows: list[FoundRow]) -> None:
        view = self._view(sheet)
        for row in rows:
            line = self.plan.lines.get((sheet.name, row.row))
            if line is None:
                continue
            years = years_of(self.work, row)
            for number, column in row.columns.items():
                if column.template.id in group.columns:
                    name = self._column_id(column, years)
                    self._value(
                        sheet, view, row, line, number, name, clear=(row.organisation, number) in self.filled
                    )
                elif column.template.formula:
                    self._typed_sum(sheet, group, row, number)

    def _typed_sum(self, sheet: SheetReading, group: Rows, row: FoundRow, number: int) -> None:
        """The sum of a row that has nothing to sum: somebody has typed it, and it is computed here."""
        cell = sheet.cell(row.row, number)
        amounts = [
            sheet.cell(row.row, n)
            for n, one in row.columns.items()
            if one.template.id in group.columns and one.template.kind == "amount"
        ]
        summed = not amounts or any(map(holds_something, amounts))
        if cell and holds_something(cell) and not cell.formula and not summed:
            self.plan.unplaced.append(Unplaced(sheet.spot(row.row, number), cell.value, row.label))

    def _column_id(self, column: FoundColumn, years: dict[int, str]) -> str:
        match column.template.family:
            case "parties":
                party = self.plan.parties.get(column.organisation, "")
                return f"{column.template.id}:{party}" if party else ""
            case "years":
                key = years.get(column.number, "")
                return f"{column.template.id}:{key}" if key else ""
        return column.template.id

    def _value(
        self,
        sheet: SheetReading,
        view: SheetView,
        row: FoundRow,
        line: str,
        number: int,
        name: str,
        *,
        clear: bool,
    ) -> None:
        spot, cell = sheet.spot(row.row, number), sheet.cell(row.row, number)
        column = row.columns[number]
        if not name or name not in view.column_at:
            is_left_out = column.template.family == "parties"
            if cell and holds_something(cell) and (not is_left_out or is_note(cell)):
                self.plan.unplaced.append(Unplaced(spot, cell.value, row.label))
            return
        if cell and (is_error(cell.value) or (cell.value is None and cell.formula)):
            shows = f"visar felet {cell.value}" if cell.value else "har en formel utan sparat värde"
            message = f"Cellen {shows}. Den läses inte in; skriv värdet själv."
            self.plan.problems.append(Problem(str(spot), message))
            return
        if cell and column.template.kind == "amount" and is_note(cell) and not is_dash(cell.value):
            self.plan.unplaced.append(Unplaced(spot, cell.value, row.label))
            cell = None
        value = read_value(cell, column.template.kind, self.factor) if cell else None
        path = ("cell", view.id, line, name)
        old = self.work.get(path)
        if (is_empty(value) and not clear) or (value == 0 and old is None):
            return
        if isinstance(value, Unparsed):
            self.plan.problems.append(Problem(str(spot), f"”{value.text}”: {value.reason}"))
        own = column.template.family == "parties" or not self._is_shared(view, line)
        self._put(spot, path, self._words(view, line, name), value, fill=not own)

    def _is_shared(self, view: SheetView, line: str) -> bool:
        """Whether the row's common cells are about other organisations' amounts too."""
        if not self.others:
            return False
        source = view.line_at[line].source or (view.id, line)
        if self._has_amounts(*source, self.others):
            return True
        theirs = any(self._has_amounts(view.id, row, self.others) for row in self.work.cells.get(view.id, {}))
        by_party = "parties" in self.edition.sheets_by_id[source[0]].families.values()
        return theirs if by_party and source[0] != view.id else not by_party

    def _words(self, view: SheetView, line: str, column: str) -> str:
        label = self.work.cell(view.id, line, view.label_column)
        shown = label if isinstance(label, str) else view.line_at[line].label if line in view.line_at else ""
        return f"{view.template.name}: {shown or 'rad utan namn'}, {view.column_at[column].title}"

    def _put(self, spot: Spot, path: Path, words: str, value: Value, *, fill: bool = False) -> None:
        """Set the value at the path as the choices say, and note what happens."""
        old = self.work.get(path)
        change = edits.set_values(self.work, {path: value}, "")
        if change is None:
            return
        conflict = not is_empty(old)
        leave = conflict and (fill or self.choices.mode == "fill")
        if leave and is_empty(value):
            return
        self.plan.cells.append(TakenCell(spot, path, words, old, value, conflict, not leave))
        if not leave:
            self.apply(change)

    def _remove_local(self, sheet: SheetReading, group: Rows, party: str, found: set[str]) -> None:
        """Take away rows that the workbook lacks, and clear those that are the form's own."""
        if group.mirror or group.each:
            return
        for line in list(self._view(sheet).lines):
            mine = line.template == group and line.party == party and line.id not in found
            if not mine or self._has_amounts(sheet.template, line.id, self.others):
                continue
            cells = self.work.cells.get(sheet.template, {}).get(line.id, {})
            self.plan.removed += len(cells)
            if line.added:
                self.apply(edits.remove_row(self.work, sheet.template, line.id))
            else:
                paths: dict[Path, Value] = {("cell", sheet.template, line.id, name): None for name in cells}
                self.apply(edits.set_values(self.work, paths, ""))


def _as_year(label: str) -> int | str:
    return int(label) if label.isdecimal() else label


def years_of(application: Application, row: FoundRow) -> dict[int, str]:
    """Column of the workbook -> the application's year, for each family of years in the row's table."""
    families: dict[str, dict[int, YearMark]] = {}
    counts: dict[str, int] = {}
    for number, column in row.columns.items():
        if column.year is not None:
            families.setdefault(column.template.id, {})[number] = column.year
            counts[column.template.id] = column.template.count
    found: dict[int, str] = {}
    for name, marks in families.items():
        found |= year_keys(marks, year_labels(application, counts[name]))
    return found
