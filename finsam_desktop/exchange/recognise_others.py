"""Workbooks that were written for another form than the application's.

What a sheet means is read with the words of the form that it was written for. Where its figures go
is what converting an application goes by: fields by id and `means`, groups of rows by `means`, and
in them the columns that have the same id in both forms. Where nothing of ours means a sheet of theirs,
rows go where ours has rows of the same sum, what is asked for or what the owners pay; see `recognise_sums`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.convert_fields import move_answers
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import format_amount
from finsam_desktop.domain.template import Column, Control, Rows, SheetTemplate, SumLine
from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.exchange.book import BookCell, BookSheet
from finsam_desktop.exchange.recognise_model import (
    FoundColumn,
    FoundRow,
    Organisation,
    Problem,
    SheetReading,
    Spot,
    Unplaced,
)
from finsam_desktop.exchange.recognise_parties import names_of
from finsam_desktop.exchange.recognise_sums import Places
from finsam_desktop.exchange.recognise_text import Words, is_placeholder
from finsam_desktop.exchange.recognise_values import holds_something, read_value
from finsam_desktop.exchange.recognise_words import SheetWords

_LEAST_TEXTS = 3
_LONGEST_WORDS = 200
"""Letters in a text of a form's own that is known again; longer texts are somebody's."""


class OtherWords:
    """The words of other forms, which say nothing that could get lost."""

    def __init__(self, sheets: Sequence[SheetWords]) -> None:
        self._sheets = sheets

    @cached_property
    def _texts(self) -> Words[str]:
        return Words((text, text) for sheet in self._sheets for text in sheet.own_texts())

    @cached_property
    def _rows(self) -> Words[str]:
        return Words((text, text) for sheet in self._sheets for text in sheet.row_texts())

    @cached_property
    def _sums(self) -> Words[bool]:
        """Labels of sums, True for those that only check another sum."""
        return Words(
            (text, isinstance(line, Control))
            for sheet in self._sheets
            for _, line in sheet.flat
            if isinstance(line, SumLine | Control)
            for text in (line.label, *line.aka)
        )

    def has(self, text: str) -> bool:
        """Whether the text is a heading, a label or an instruction in one of the forms."""
        return len(text) < _LONGEST_WORDS and (self._texts.has(text) or self._rows.has(text))

    def heads(self, text: str) -> bool:
        """Whether the text is a heading or an instruction in one of the forms, no row's label or sum's."""
        return len(text) < _LONGEST_WORDS and self._texts.has(text) and not self._sums.has(text)

    def has_exactly(self, text: str) -> bool:
        """The same with no slip of the pen, which is quicker."""
        known = self._texts.has_exactly(text) or self._rows.has_exactly(text)
        return known and len(text) < _LONGEST_WORDS

    def are_in(self, sheet: BookSheet) -> bool:
        """Whether the sheet has some of the texts, letter by letter: whether it is worth a closer look."""
        texts = {cell.value for cell in sheet.cells.values() if isinstance(cell.value, str)}
        known = (text for text in texts if self.has_exactly(text))
        return len(list(islice(known, _LEAST_TEXTS))) == _LEAST_TEXTS

    def is_sum(self, label: str, *, typed: bool) -> bool:
        """Whether a row called so holds sums in one of the forms; if `typed`, sums that only check others."""
        return any(not typed or control for _, control in self._sums.find(label))


def translated(
    reading: SheetReading, theirs: FormEdition, application: Application, words: Mapping[str, SheetWords]
) -> SheetReading:
    """A sheet that was read as one of the form `theirs`, as one of the application's with what has a place.

    `words` are those of the application's sheets. All that somebody has filled in and that has no place
    is in `unplaced`. `template` is empty where nothing has.
    """
    return _Translation(reading, theirs, application, words).run()


class _Translation:
    def __init__(
        self,
        reading: SheetReading,
        theirs: FormEdition,
        application: Application,
        words: Mapping[str, SheetWords],
    ) -> None:
        self.reading, self.theirs, self.ours = reading, theirs, application.edition
        self.application = application
        self.source = theirs.sheets_by_id[reading.template]
        self.groups = {group: (sheet, line) for sheet, line, group in self._meant()}
        self.places = None if self.groups else Places.find(theirs, self.source, self.ours, words)
        self.target = (
            self.places.sheet if self.places else next((one for one, _ in self.groups.values()), None)
        )
        self.names = {one.key: one for one in reading.organisations}
        self.result = replace(
            reading,
            template=self.target.id if self.target else "",
            other_form=theirs.association,
            rows=[],
            head={},
            organisations=[],
            unplaced=list(reading.unplaced),
            problems=list(reading.problems),
        )

    def run(self) -> SheetReading:
        for row in self.reading.rows:
            if row.group in self.groups and not row.organisation:
                self._row(row, self.groups[row.group][1])
            elif self.places and row.group in self.places.groups:
                self._summed_row(row, self.places)
            elif row.group:
                self._without_place(row, self._inputs(row) | self._typed(row))
            elif self.target:
                self._sum(row, self.target)
        self._head()
        self.result.problems.insert(0, Problem(self.reading.name, self._sentence()))
        return self.result

    def _meant(self) -> Iterator[tuple[SheetTemplate, Rows, str]]:
        """Sheets and groups of ours, each with the group of this sheet whose rows it takes."""
        for sheet in self.ours.sheets:
            for line in sheet.lines.values():
                for reference in line.means if isinstance(line, Rows) else ():
                    name, _, group = reference.partition(".")
                    if name == self.source.id and group in self.source.lines:
                        assert isinstance(line, Rows)
                        yield sheet, line, group

    def _sentence(self) -> str:
        name = f"”{self.source.name}” i en annan blankett ({self.theirs.association})"
        if self.target:
            return f"Bladet är {name}. Det som har en plats på ”{self.target.name}” läses in där."
        if not any(isinstance(line, Rows) and line.columns for line in self.source.lines.values()):
            return f"Bladet är {name} och räknas fram där. Det läses inte."
        return f"Bladet är {name}. Det som står i tabellerna har ingen plats i den här blanketten."

    # ----------------------------------------------------------------------------------- rows

    def _inputs(self, row: FoundRow) -> dict[int, Column]:
        """The columns of the row that are filled in, in the form that it was written for."""
        group = self.source.lines[row.group]
        columns = group.columns if isinstance(group, Rows) else ()
        return {n: one.template for n, one in row.columns.items() if one.template.id in columns}

    def _typed(self, row: FoundRow) -> dict[int, Column]:
        """Columns that carry amounts from another sheet, where somebody has typed them instead."""
        group = self.source.lines[row.group]
        carried = group.carry if isinstance(group, Rows) and group.columns else {}
        return {
            n: one.template
            for n, one in row.columns.items()
            if one.template.id in carried and (cell := self.reading.cell(row.row, n)) and not cell.formula
        }

    def _row(self, row: FoundRow, group: Rows) -> None:
        assert self.target
        columns = self._columns(row.columns, self.target, group.columns)
        self._without_place(row, {n: one for n, one in self._inputs(row).items() if n not in columns})
        if not row.bare:
            self._add(row, group, "", columns)

    def _summed_row(self, row: FoundRow, places: Places) -> None:
        """A row whose sum goes under an organisation: the one that its table names, else the lead owner."""
        group, fixed = places.place(row.group, row.label)
        columns = self._columns(row.columns, places.sheet, group.columns)
        total = next((n for n, one in row.columns.items() if one.template == places.total), None)
        cell = self.reading.cell(row.row, total) if total is not None else None
        if total is not None and cell and holds_something(cell):
            spot = self.reading.spot(row.row, total)
            self._check_sum(row, places, spot, cell)
            columns[total] = FoundColumn(total, places.column, self._payer(row.organisation, spot))
        self._without_place(row, {n: one for n, one in self._inputs(row).items() if n not in columns})
        if columns and not row.bare:
            self._add(row, group, fixed, columns)

    def _check_sum(self, row: FoundRow, places: Places, spot: Spot, cell: BookCell) -> None:
        """Say so where the years of the row do not make its sum, which is what is taken in."""
        years = [n for n, one in row.columns.items() if one.template.id == places.summed]
        cells = [one for n in years if (one := self.reading.cell(row.row, n))]
        amounts = [one for one in (read_value(one, "amount") for one in cells) if isinstance(one, int)]
        total = read_value(cell, "amount")
        # Figures that are computed may have parts of an öre, in each of the years.
        if isinstance(total, int) and abs(sum(amounts) - total) > len(amounts):
            added, row_sum = format_amount(sum(amounts)), format_amount(total)
            text = f"Radens år är tillsammans {added} men summan är {row_sum}. Den läses in: kontrollera den."
            self.result.problems.append(Problem(str(spot), text))

    def _payer(self, key: str, spot: Spot) -> str:
        """Key of the organisation whose column the sum goes to, noted as one that the sheet names."""
        if not key:
            key, name = "#lead", next((names for one in self._leads() if (names := names_of(one))), [""])[0]
            self.names.setdefault(key, Organisation(key, name, spot, "lead"))
        found = self.names[key]
        found.filled = True
        if found not in self.result.organisations:
            self.result.organisations.append(found)
        return key

    def _leads(self) -> list[Party]:
        return self.application.parties_of(("lead",))

    def _add(self, row: FoundRow, group: Rows, fixed: str, columns: Mapping[int, FoundColumn]) -> None:
        label = row.label
        if is_placeholder(label):
            label = f"{self.source.lines[row.group].label} {label.rstrip('.')}".strip()
        self.result.rows.append(
            replace(row, label=label, group=group.id, fixed=fixed, columns=columns, organisation="")
        )

    def _sum(self, row: FoundRow, target: SheetTemplate) -> None:
        """A sum that both forms name as theirs, to be compared."""
        if row.organisation or not (self.theirs.totals and self.ours.totals):
            return
        for name in ("by_year", "requested", "own", "total"):
            theirs, ours = getattr(self.theirs.totals, name), getattr(self.ours.totals, name)
            sheet, _, rest = ours.partition(".")
            line, _, column = rest.partition(".")
            if sheet == target.id and theirs.rpartition(".")[0] == f"{self.source.id}.{row.line}":
                columns = self._columns(row.columns, target, (column,))
                self.result.rows.append(replace(row, line=line, columns=columns))
                return

    def _columns(
        self, columns: Mapping[int, FoundColumn], target: SheetTemplate, wanted: Sequence[str]
    ) -> dict[int, FoundColumn]:
        """The columns that have the same id in both forms, among those that are wanted."""
        by_id = {column.id: column for column in target.columns if column.id in wanted}
        return {
            n: replace(one, template=there)
            for n, one in columns.items()
            if (there := by_id.get(one.template.id)) and (there.kind, there.family) == _shape(one.template)
        }

    def _without_place(self, row: FoundRow, columns: Mapping[int, Column]) -> None:
        for number in columns:
            cell = self.reading.cell(row.row, number)
            if cell and holds_something(cell):
                spot = self.reading.spot(row.row, number)
                self.result.unplaced.append(Unplaced(spot, cell.value, row.label))

    # ----------------------------------------------------------------------------------- head

    def _head(self) -> None:
        """Dates and names at the head go where a converted application has them."""
        for name, (spot, cell) in self.reading.head.items():
            kind = self.theirs.fields[name].type
            value = read_value(cell, "date" if kind == "date" else "text")
            found: dict[str, Value] = {}
            if not is_empty(value):
                move_answers(self.theirs, {name: value}, self.ours, found)
            for other in found:
                self.result.head[other] = (spot, cell)
            if not found and holds_something(cell):
                self.result.unplaced.append(Unplaced(spot, cell.value, self.theirs.caption(name)))


def _shape(column: Column) -> tuple[str, str]:
    return column.kind, column.family
