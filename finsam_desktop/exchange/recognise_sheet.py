"""One sheet of a workbook read as one sheet of the edition: its tables, columns, rows and head."""

from __future__ import annotations

from collections.abc import Callable

from finsam_desktop.domain.template import Rows
from finsam_desktop.exchange.book import BookSheet, CellValue
from finsam_desktop.exchange.book_formula import adds_up_above
from finsam_desktop.exchange.recognise_columns import ColumnFinder, Head, with_organisations
from finsam_desktop.exchange.recognise_grid import Grid
from finsam_desktop.exchange.recognise_model import (
    FoundColumn,
    FoundRow,
    Organisation,
    SheetReading,
    Unplaced,
)
from finsam_desktop.exchange.recognise_others import OtherWords
from finsam_desktop.exchange.recognise_rest import Rest, note_thousands
from finsam_desktop.exchange.recognise_rows import Region, RowFinder, Token, examples, regions
from finsam_desktop.exchange.recognise_text import is_placeholder, is_summing, tidy, without_number
from finsam_desktop.exchange.recognise_values import (
    holds_something,
    is_error,
    is_note,
    year_mark,
)
from finsam_desktop.exchange.recognise_words import SheetWords

Groups = tuple[list[Rows], list[Rows]]

_MOST_BLANK = 20
"""Blank rows below a header that may be the form's."""
_LONGEST_TABLE = 2000
"""Rows of a table within which blank ones are rows too; longer tables hold only rows with something."""


def read_sheet(
    source: BookSheet,
    words: SheetWords,
    is_party: Callable[[str], bool],
    score: float = 0.0,
    others: OtherWords | None = None,
) -> SheetReading:
    """The sheet as the edition's sheet of `words`; `is_party` says whether a text names an organisation.

    `others` are the words of other forms, which are not listed as left over.
    """
    return _Reader(source, words, is_party, score, others or OtherWords(())).read()


class _Reader:
    def __init__(
        self,
        source: BookSheet,
        words: SheetWords,
        is_party: Callable[[str], bool],
        score: float,
        others: OtherWords,
    ) -> None:
        self.words, self.grid, self.others = words, Grid(source), others
        self.reading = SheetReading(source, words.sheet.id, score)
        self.names: dict[str, Organisation] = {}
        self.finder = ColumnFinder(self.grid, words, lambda text: is_party(text) or tidy(text) in self.names)
        self.label = self.grid.label_column(words)
        self.before: dict[int, FoundColumn] = {}
        self.yearly = any(isinstance(line, Rows) and line.each == "years" for _, line in words.flat)
        self.taken: set[tuple[int, int]] = set()
        """Cells whose meaning is known."""
        self.top = self.grid.rows[-1] + 1 if self.grid.rows else 0
        """The row in which the first table begins."""

    def read(self) -> SheetReading:
        for region in regions(self.grid, self.words, self.label):
            self._region(region)
        Rest(self.reading, self.grid, self.words, self.others, self.taken, self.top, self.label).read()
        self.reading.organisations = list(self.names.values())
        return self.reading

    # ------------------------------------------------------------------------------ one table

    def _region(self, region: Region) -> None:
        finder = RowFinder(self.grid, self.words, region, self.label)
        headers = {row for row in region.rows if self._is_header(row)}
        shown = examples(self.grid, self.words, region.rows, self.label, headers)
        self.taken.update((row, column) for row in shown for column in self.grid.by_row.get(row, ()))
        rows = [row for row in region.rows if row not in shown and row != region.title_row]
        tokens = finder.tokens([row for row in rows if not self._names_column(row)])
        first = self._first_row(rows, tokens, headers)
        self.top = min(self.top, region.title_row if region.titled else min(headers, default=first))
        zone = [row for row in region.rows if row < first and not self._is_shown_row(row, shown)]
        zone = [row for row in zone if not self.words.head.has(self.grid.text(row, self.label))]
        body = [row for row in rows if row >= first]
        heads = self.finder.heads(zone, self.label)
        columns = self.finder.columns(heads, body, self.label, self.before)
        columns = with_organisations(columns, self._parties(heads, columns))
        self._take_zone(zone, columns)
        self.before = columns
        table = self._table_organisation(region)
        self._rows(finder, tokens, body, zone, columns, table, headers, {*shown, region.title_row})
        self._mark_filled(columns)

    def _is_shown_row(self, row: int, shown: set[int]) -> bool:
        """Whether an example row is nothing but that; its years may stand for the table's."""
        return row in shown and self.grid.has_figures(row, self.label)

    def _names_column(self, row: int) -> bool:
        """Whether the label cell is the header of the column of labels."""
        text = self.grid.text(row, self.label)
        is_label = bool(text) and self.words.columns[self.words.label.id].has(text)
        return is_label and self.finder.hits(row, self.label) > 0

    def _is_header(self, row: int) -> bool:
        """Whether the row is one of a table's header; a year beside a label may be an amount, or words."""
        if self._names_column(row):
            return True
        if self.grid.has_figures(row, self.label):
            return False
        words = self.finder.hits(row, self.label, years=False)
        label = self.grid.text(row, self.label)
        told = self.words.is_own(label) or not self.others.heads(label)
        years_too = not self.grid.label(row, self.label) or not told
        return words >= 2 or (years_too and self.finder.hits(row, self.label) >= 2)

    def _first_row(self, rows: list[int], tokens: list[Token], headers: set[int]) -> int:
        """The first row below the header that is no heading: one with figures, or with the form's label."""
        begin = min((row for row in rows if row in headers), default=-1)
        sums = {token.row for token in tokens if not self._is_heading(token)}
        headings = {token.row for token in tokens} - sums
        # Where columns are by party, their names stand below the first row of the header.
        by_party = "parties" in self.words.sheet.families.values()
        named = {row for row in headers if self._names_column(row) and not by_party}
        headed = headings | named
        for row in rows:
            label = self.grid.label(row, self.label)
            if row <= begin or row in headers or row in headings:
                continue
            known = any(group.has(label) for group in self.words.groups.values())
            known = known or (self.yearly and year_mark(label) is not None)
            figures = self.grid.has_amounts if label else self.grid.has_figures
            if row in sums or known or (label and is_placeholder(label)) or figures(row, self.label):
                return row
            below = any(row > one for one in headed)
            if (
                (begin >= 0 or below) and self._is_told(label)
                if label
                else below and self._has_words(row, bool(named))
            ):
                return row
        return rows[-1] + 1 if rows else 0

    def _is_told(self, label: str) -> bool:
        """Whether somebody has named the row: its label is none of the form's words."""
        return not (self.words.is_own(label) or self._is_head_label(label) or self.others.heads(label))

    def _has_words(self, row: int, headed: bool) -> bool:
        """Whether somebody has written in the row; words of a header are, too, once the header is known."""
        written = [text for text in self._texts(row) if not self.words.remarks.has(text)]
        return bool(written) and (headed or not self.finder.hits(row, self.label, years=False))

    def _texts(self, row: int) -> list[str]:
        """The texts in the row that are no years."""
        texts = (self.grid.text(row, n) for n in self.grid.by_row.get(row, ()))
        return [text for text in texts if text and year_mark(text) is None]

    def _is_heading(self, token: Token) -> bool:
        return self.words.flat[token.index][1].kind == "heading"

    def _is_head_label(self, label: str) -> bool:
        return self.words.head.has(label) or self.words.roles.has(without_number(label))

    def _take_zone(self, zone: list[int], columns: dict[int, FoundColumn]) -> None:
        for row in zone:
            for column in self.grid.by_row.get(row, ()):
                text = self.grid.text(row, column)
                note_thousands(self.reading, text, row, column)
                if column in columns or self.words.is_own(text):
                    self.taken.add((row, column))

    # -------------------------------------------------------------------------- organisations

    def _parties(self, heads: dict[int, Head], columns: dict[int, FoundColumn]) -> dict[int, str]:
        """Number of each column of a party -> key of the organisation."""
        keys: dict[int, str] = {}
        for number, column in columns.items():
            if column.template.family != "parties":
                continue
            party = self.finder.party(number, heads.get(number, Head()))
            known = self.before.get(number)
            if not party.name and known and known.organisation:
                keys[number] = known.organisation
                continue
            row = (
                party.row
                if party.row >= 0
                else max((r for r, _ in heads.get(number, Head()).texts), default=0)
            )
            keys[number] = self._organisation(party.name, row, number, party.role, set(keys.values()))
        return keys

    def _organisation(self, name: str, row: int, column: int, role: str, beside: set[str]) -> str:
        """The organisation's key: its name, numbered where others in the table have the same."""
        base = tidy(name) or f"#{role}"
        numbers = (base if n == 1 else f"{base}#{n}" for n in range(1, len(beside) + 2))
        key = next(key for key in numbers if key not in beside)
        self.names.setdefault(key, Organisation(key, name, self.reading.spot(row, column), role))
        return key

    def _table_organisation(self, region: Region) -> str:
        """Key of the organisation whose own table the region is."""
        part = self.words.parts[region.parts[0]]
        if not part.repeat:
            return ""
        name = "" if is_placeholder(region.name) else region.name
        self.taken.update((region.title_row, n) for n in self.grid.by_row.get(region.title_row, ()))
        return self._organisation(name, region.title_row, self.label, "", set(self.names))

    def _mark_filled(self, columns: dict[int, FoundColumn]) -> None:
        for row in self.reading.rows:
            for number, column in row.columns.items():
                key = column.organisation or (row.organisation if column.template.kind == "amount" else "")
                cell = self.reading.cell(row.row, number)
                if row.group and key in self.names and holds_something(cell) and not is_note(cell):
                    self.names[key].filled = True

    # ----------------------------------------------------------------------------------- rows

    def _rows(
        self,
        finder: RowFinder,
        tokens: list[Token],
        body: list[int],
        zone: list[int],
        columns: dict[int, FoundColumn],
        table: str,
        headers: set[int],
        passed: set[int],
    ) -> None:
        by_row = {token.row: token for token in tokens}
        above = next((token for token in reversed(tokens) if not body or token.row < body[0]), None)
        waiting = [token for token in tokens if body and token.row >= body[0]]
        for row in _with_blanks(body, self._below(zone)):
            if row in passed:
                continue
            if row in by_row:
                above = by_row[row]
                waiting = [token for token in waiting if token.row > row]
                self._token_row(above, finder, columns, table)
            elif row not in headers:
                groups = finder.groups_between(above, waiting[0] if waiting else None)
                self._group_row(row, finder, groups, columns, table)
            else:
                self.taken.update((row, n) for n in self.grid.by_row.get(row, ()) if n in columns)

    def _below(self, zone: list[int]) -> int:
        """The first row below all words of a header; -1 without any."""
        return max((row for row in zone if self._texts(row)), default=-2) + 1

    def _token_row(
        self, token: Token, finder: RowFinder, columns: dict[int, FoundColumn], table: str
    ) -> None:
        line = finder.line(token.index)
        self.taken.update((token.row, n) for n in (*columns, token.column))
        if line.kind != "heading":
            text = self.grid.text(token.row, token.column)
            row = FoundRow(token.row, text, token.column, line=line.id, organisation=table, columns=columns)
            self.reading.rows.append(row)

    def _group_row(
        self, row: int, finder: RowFinder, groups: Groups, columns: dict[int, FoundColumn], table: str
    ) -> None:
        label = self.grid.label(row, self.label)
        used = [n for n in columns if n != self.label and holds_something(self.grid.cell(row, n))]
        inputs = {columns[n].template.id for n in used if not columns[n].template.formula}
        found = finder.group_of(label, groups, inputs) if groups[0] else None
        if found is None:
            return
        summed = is_summing(label) and self._adds_up(row, columns)
        if summed or (not found[1] and self._sums_above(row, columns)):
            self.taken.update((row, n) for n in (*columns, self.label))
            return
        group, fixed = found
        if group.each == "parties" and (not used or not label):
            self.taken.add((row, self.label))
            return
        bare = not (inputs & set(group.columns)) and not group.each
        if bare and not used and not fixed and self.words.remarks.has(label):
            return  # a line of the form's own, such as "inkl PO-påslag" below a heading
        # Mistakes too: they are told where the value would go.
        self.taken.update(
            (row, n) for n, one in columns.items() if n in used or is_error(self._value(row, n)) or not one
        )
        self.taken.add((row, self.label))
        line = FoundRow(
            row, label, self.label, group.id, fixed=fixed, organisation=table, columns=columns, bare=bare
        )
        if group.each == "parties":
            line.organisation = self._row_organisation(label)
        self.reading.rows.append(line)
        self._without_place(line, group, used)

    def _adds_up(self, row: int, columns: dict[int, FoundColumn]) -> bool:
        """Whether a row called a sum, which the form does not have, is one of what stands above it."""
        amounts = [n for n, one in columns.items() if one.template.kind == "amount"]
        inputs = [n for n in amounts if not columns[n].template.formula]
        typed = {n: total for n in inputs if (total := self.grid.number(row, n))}
        typed = typed or {n: total for n in amounts if (total := self.grid.number(row, n))}
        if not typed or all(self.grid.sheet.cells[row, n].formula for n in typed):
            return True
        sums, count = dict.fromkeys(typed, 0), 0
        for line in reversed(self.reading.rows):
            if (line.line or line.columns is not columns) and sums == typed:
                return True
            if line.line:
                continue
            sums = {n: total + self.grid.number(line.row, n) for n, total in sums.items()}
            count += 1
            if count > 1 and sums == typed:
                return True
        return sums == typed

    def _sums_above(self, row: int, columns: dict[int, FoundColumn]) -> bool:
        """Whether every amount in the row is a formula that adds up rows above it, whatever it is called."""
        amounts = [
            n for n, one in columns.items() if one.template.kind == "amount" and not one.template.formula
        ]
        cells = {n: cell for n in amounts if (cell := self.grid.cell(row, n)) and holds_something(cell)}
        first = min((line.row for line in self.reading.rows if line.group), default=row)
        return bool(cells) and all(adds_up_above(cell.formula, row, n, first) for n, cell in cells.items())

    def _value(self, row: int, column: int) -> CellValue:
        cell = self.grid.cell(row, column)
        return cell.value if cell else None

    def _row_organisation(self, label: str) -> str:
        """Key of the organisation that a row is about, numbered as where the columns have the name."""
        used = {row.organisation for row in self.reading.rows}
        base = tidy(label)
        return next(
            key for n in range(1, len(used) + 2) if (key := base if n == 1 else f"{base}#{n}") not in used
        )

    def _without_place(self, row: FoundRow, group: Rows, used: list[int]) -> None:
        """Values under columns that the group has nothing to fill in for."""
        for number in used:
            template = row.columns[number].template
            computed = template.formula or template.id in group.carry or template.screen_only
            if template.id not in group.columns and not computed:
                cell = self.grid.cell(row.row, number)
                assert cell
                spot = self.reading.spot(row.row, number)
                self.reading.unplaced.append(Unplaced(spot, cell.value, row.label))


def _with_blanks(body: list[int], begin: int) -> list[int]:
    """The rows with the blank ones from `begin` on, which may be the form's own rows without anything."""
    if not body or body[-1] - body[0] > _LONGEST_TABLE:
        return body
    return list(range(begin if body[0] - begin in range(_MOST_BLANK) else body[0], body[-1] + 1))
