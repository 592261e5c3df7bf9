"""What the columns of a table in a workbook are, told by their headers, then by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from finsam_desktop.domain.template import Column
from finsam_desktop.exchange.book import BookCell
from finsam_desktop.exchange.recognise_grid import Grid
from finsam_desktop.exchange.recognise_model import FoundColumn
from finsam_desktop.exchange.recognise_text import is_placeholder, tidy, without_number
from finsam_desktop.exchange.recognise_values import YearMark, is_figure, year_mark
from finsam_desktop.exchange.recognise_words import SheetWords

_CONTAINED, _ROLE, _YEAR = 0.8, 0.9, 0.6
"""What a header is worth that holds the form's words among others; a role; a year."""
_LONGEST_HEADER = 12
"""Words in a header within which another is looked for."""
_SUM_OF_FAMILY = re.compile(r"\s*sum\(\w+\)\s*")


@dataclass(slots=True)
class Head:
    """What stands above one column of a table, from the top."""

    texts: list[tuple[int, str]] = field(default_factory=list)
    """Row and text."""
    years: list[YearMark] = field(default_factory=list)

    @property
    def year(self) -> YearMark | None:
        """The marks as one: "ÅR" above 2024, "ÅR 1" above 20xx."""
        if not self.years:
            return None
        return YearMark(max(mark.number for mark in self.years), max(mark.calendar for mark in self.years))


@dataclass(frozen=True, slots=True)
class PartyHead:
    """Who a column of the family of parties is for, as its header has it."""

    column: int
    role: str
    name: str
    row: int


class ColumnFinder:
    """Finds the columns of the tables of one sheet."""

    def __init__(self, grid: Grid, words: SheetWords, is_party: Callable[[str], bool]) -> None:
        self.grid, self.words, self.is_party = grid, words, is_party
        self.templates = [column for column in words.sheet.columns if column.kind != "label"]
        self.shared = _shared_headers(self.templates, words)

    def hits(self, row: int, label: int, *, years: bool = True) -> int:
        """How many columns have a header in the row, with or without those that are a bare year: 2025."""
        found = 0
        for column in self.grid.by_row.get(row, ()):
            if column != label:
                head = Head()
                _add(head, row, self.grid.cell(row, column))
                if not years and not any(char.isalpha() for char in self.grid.text(row, column)):
                    head.years.clear()
                found += any(self._score(head, template) > 0 for template in self.templates)
        return found

    def heads(self, rows: Iterable[int], label: int) -> dict[int, Head]:
        """What stands in the rows above each column."""
        found: dict[int, Head] = {}
        for row in rows:
            for column in self.grid.covered(row):
                if column != label and self.grid.origin(row, column) != label:
                    _add(found.setdefault(column, Head()), row, self.grid.shown(row, column))
        return found

    def columns(
        self, heads: Mapping[int, Head], rows: list[int], label: int, before: Mapping[int, FoundColumn]
    ) -> dict[int, FoundColumn]:
        """The table's columns by number: by header, as in the table `before`, then by what the rows hold."""
        taken = self._by_header(heads)
        if not any(one.template.kind == "amount" for one in taken.values()) or _is_partial(taken, before):
            taken = {**before, **{n: one for n, one in taken.items() if n not in before}}
        self._by_content(taken, heads, rows, label)
        return dict(sorted(taken.items()))

    def _by_header(self, heads: Mapping[int, Head]) -> dict[int, FoundColumn]:
        scored = [
            (-score, column, n, template)
            for column, head in heads.items()
            for n, template in enumerate(self.templates)
            if (score := self._score(head, template)) > 0
        ]
        taken: dict[int, FoundColumn] = {}
        used: set[str] = set()
        for _, column, _, template in sorted(scored, key=lambda one: one[:3]):
            if column not in taken and (template.family or template.id not in used):
                year = (heads[column].year or YearMark()) if template.family == "years" else None
                taken[column] = FoundColumn(column, template, year=year)
                used.add(template.id)
        return taken

    def _score(self, head: Head, template: Column) -> float:
        score = 0.0
        for _, text in head.texts:
            score += self._text_score(text, template)
        if template.family == "years" and head.years:
            score += _YEAR
        return score

    def _text_score(self, text: str, template: Column) -> float:
        words = tidy(text)
        if template.family == "parties" and (
            self.words.roles.has(without_number(text)) or self.is_party(text)
        ):
            return _ROLE
        found = self.words.columns[template.id].find(text)
        if found:
            worth, item = found[0]
            return worth / self.shared.get(item, 1)
        if len(words.split()) <= _LONGEST_HEADER:
            inside = [item for item in self.shared if len(item) > 3 and f" {item} " in f" {words} "]
            mine = [item for item in inside if self.words.columns[template.id].has(item)]
            return max((_CONTAINED / self.shared[item] for item in mine), default=0.0)
        return 0.0

    def _by_content(
        self, taken: dict[int, FoundColumn], heads: Mapping[int, Head], rows: list[int], label: int
    ) -> None:
        """Columns that no header tells: a second date beside a first, parties before the total, the total."""
        held: dict[int, list[BookCell]] = {}
        for row in rows:
            for column in self.grid.by_row.get(row, ()):
                cell = self.grid.cell(row, column)
                if column != label and column not in taken and cell is not None:
                    held.setdefault(column, []).append(cell)
        for column, cells in sorted(held.items()):
            template = self._guess(column, cells, heads.get(column), taken)
            if template:
                year = YearMark() if template.family == "years" else None
                taken[column] = FoundColumn(column, template, year=year)

    def _guess(
        self, column: int, cells: list[BookCell], head: Head | None, taken: Mapping[int, FoundColumn]
    ) -> Column | None:
        used = {one.template.id for one in taken.values()}
        free = [one for one in self.templates if one.id not in used and not one.screen_only]
        if any(isinstance(cell.value, date) for cell in cells):
            return next((one for one in free if one.kind == "date"), None)
        if not any(is_figure(cell) or cell.formula for cell in cells):
            return None
        if any(cell.percent for cell in cells):
            return next((one for one in free if one.kind == "percent"), None)
        total = next((one for one in free if _SUM_OF_FAMILY.fullmatch(one.formula)), None)
        last = max((n for n, one in taken.items() if one.template.family), default=-1)
        named = head is not None and any(not is_placeholder(text) for _, text in head.texts)
        if total and column > last >= 0 and (not named or all(cell.formula for cell in cells)):
            return total
        if any(_SUM_OF_FAMILY.fullmatch(one.template.formula) for n, one in taken.items() if n < column):
            return None  # what stands right of the table's total is a note beside it
        parties = next((one for one in self.templates if one.family == "parties"), None)
        first = min((n for n, one in taken.items() if one.template.family == "parties"), default=column)
        return parties if parties and column >= first else None

    def party(self, column: int, head: Head) -> PartyHead:
        """Role and name above a column; the name is what stands nearest to the rows."""
        role, name, at = "", "", -1
        for row, text in head.texts:
            found = self.words.roles.find(without_number(text))
            if found and not self.is_party(text):
                role, name = found[0][1], ""
            elif not self._is_header(text):
                name, at = text, row
        return PartyHead(column, role, "" if is_placeholder(name) else " ".join(name.split()), at)

    def _is_header(self, text: str) -> bool:
        return any(
            self._text_score(text, template) for template in self.templates if template.family != "parties"
        ) or (bool(self.words.label.header) and self.words.columns[self.words.label.id].has(text))


def with_organisations(columns: Mapping[int, FoundColumn], keys: Mapping[int, str]) -> dict[int, FoundColumn]:
    """The columns with the organisations that those of parties are for."""
    return {n: replace(one, organisation=keys.get(n, one.organisation)) for n, one in columns.items()}


def _add(head: Head, row: int, cell: BookCell | None) -> None:
    """Take in a cell above a column: each line of its text, and a year."""
    if cell is None:
        return
    mark = year_mark(cell.value)
    if mark is not None:
        head.years.append(mark)
    elif isinstance(cell.value, str):
        for line in cell.value.splitlines():
            if mark := year_mark(line):
                head.years.append(mark)
            elif tidy(line):
                head.texts.append((row, line.strip()))


def _shared_headers(templates: list[Column], words: SheetWords) -> dict[str, int]:
    """Header text -> how many columns have it above them: the more, the less it tells."""
    count: dict[str, int] = {}
    for column in templates:
        texts = {tidy(re.sub(r"\{[^}]*\}", "", text)) for text in (*column.header, column.title, *column.aka)}
        for text in texts - {"", "år"}:
            count[text] = count.get(text, 0) + 1
    return count


def _is_partial(taken: Mapping[int, FoundColumn], before: Mapping[int, FoundColumn]) -> bool:
    """Whether the header says again some of what the table before says: the rest goes on as there."""
    return bool(before) and all(
        n in before and before[n].template.id == one.template.id for n, one in taken.items()
    )
