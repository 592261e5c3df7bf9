"""The columns and lines that a budget sheet has for one application.

A template names families and groups; here they are spelled out: a column for each
organisation and year, a line for each row, tables repeated for each organisation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from finsam_desktop.domain.application import Application, Party, Row, repeated_id
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.template import (
    Column,
    Control,
    Example,
    Heading,
    Line,
    Part,
    Rows,
    SheetTemplate,
    SumLine,
)

CellRole = Literal["input", "computed", "label", "void"]
Address = tuple[str, str, str]
"""Sheet id, line id, column id."""

UNKNOWN_YEAR = "20xx"


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as it stands in the sheet; `key` is the party's id or the year's number in a family."""

    id: str
    template: Column
    title: str
    header: tuple[str, ...]
    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What may stand in braces in its titles."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it stands in the sheet; `id` is the row's id for rows, `GROUP:KEY` for those of `each`."""

    id: str
    template: Line
    label: str
    party: str = ""
    """The party whose table it stands in, where tables are repeated."""
    key: str = ""
    """The party's id or the year's number in a group made by `each`."""
    named: bool = False
    added: bool = False
    """Whether the applicant added the row, so that it can be moved and removed."""
    source: tuple[str, str] | None = None
    """Sheet and line that a mirrored row stands for."""
    members: tuple[str, ...] = ()
    """Ids of the lines that a sum adds, or of the one that a control looks at."""

    @property
    def kind(self) -> Literal["heading", "example", "rows", "sum", "control"]:
        return self.template.kind


@dataclass(frozen=True, slots=True)
class PartView:
    """A table of the sheet."""

    id: str
    template: Part
    title: str
    lines: tuple[LineView, ...]
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What may stand in braces in its titles, where tables are repeated."""


@dataclass(slots=True)
class SheetView:
    """A sheet with its columns and lines in order, and both by id."""

    edition: FormEdition
    template: SheetTemplate
    columns: list[ColumnView]
    parts: list[PartView]
    lines: list[LineView] = field(default_factory=list)
    column_at: dict[str, ColumnView] = field(default_factory=dict)
    line_at: dict[str, LineView] = field(default_factory=dict)
    label_column: str = ""
    _roles: dict[str, Mapping[str, CellRole]] = field(default_factory=dict)
    """Line id -> roles; lines that are alike share theirs."""
    _alike: dict[tuple[str, str, bool], Mapping[str, CellRole]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = [line for part in self.parts for line in part.lines]
        self.column_at = {column.id: column for column in self.columns}
        self.line_at = {line.id: line for line in self.lines}
        self.label_column = next(column.id for column in self.columns if column.template.kind == "label")

    @property
    def id(self) -> str:
        return self.template.id

    def family(self, template_id: str) -> list[ColumnView]:
        """The columns that a template column became."""
        return [column for column in self.columns if column.template.id == template_id]

    def header_of(self, part: PartView, column: ColumnView) -> tuple[str, ...]:
        """The column's lines at the head of the part's printed table."""
        own = part.template.header.get(column.template.id)
        if own is None:
            return column.header
        return tuple(_filled(line, {**part.words, **column.words}) for line in own)

    def role(self, line: LineView, column: ColumnView) -> CellRole:
        """What the cell is: filled in, computed, the line's label, or nothing."""
        roles = self._roles.get(line.id)
        return (self.roles(line) if roles is None else roles)[column.id]

    def roles(self, line: LineView) -> Mapping[str, CellRole]:
        """The role of each cell of the line, by column id."""
        found = self._roles.get(line.id)
        if found is None:
            template = line.template
            alike = template.kind, template.id, line.named
            if alike not in self._alike:
                self._alike[alike] = {column.id: self._role(line, column) for column in self.columns}
            found = self._roles[line.id] = self._alike[alike]
        return found

    def _role(self, line: LineView, column: ColumnView) -> CellRole:
        template, name = line.template, column.template.id
        if column.id == self.label_column:
            return "input" if line.named else "label"
        match template:
            case Rows():
                if name in template.columns:
                    return "input"
                return "computed" if name in template.carry or column.template.formula else "void"
            case SumLine():
                wanted = template.columns or [name] * (column.template.kind == "amount")
                return "computed" if name in wanted or column.template.screen_only else "void"
            case Control():
                return "computed" if name == template.column or column.template.screen_only else "void"
            case Heading() | Example():
                return "label" if name in template.texts else "void"

    def text(self, line: LineView, column: ColumnView) -> str:
        """The form's own words in the cell: a label, a heading, an example."""
        template, name = line.template, column.template.id
        if column.id != self.label_column and isinstance(template, Heading):
            return template.texts.get(name, "")
        if column.id != self.label_column and isinstance(template, Example):
            return template.text(name, [one.id for one in self.family(name)].index(column.id))
        return line.label

    def carried_from(self, line: LineView, column: ColumnView) -> Address | None:
        """The cell of another sheet that this cell shows, if it shows one."""
        template = line.template
        if not isinstance(template, Rows) or column.template.id not in template.carry:
            return None
        reference = template.carry[column.template.id]
        if line.source:
            reference = reference.replace("*", line.source[1])
        keys: dict[str, str] = {"parties": line.party}
        keys |= {template.each: line.key, column.template.family: column.key}
        return located(self.edition, reference, keys)


def located(edition: FormEdition, reference: str, keys: Mapping[str, str]) -> Address:
    """The cell that `sheet.line.column` names for a party and a year.

    `keys` has the party's id under `parties` and the year's number under `years`, as needed.
    """
    sheet, line, column = reference.split(".")
    template = edition.sheets_by_id[sheet]
    family = template.families[column]
    if line in template.repeated:
        line = repeated_id(line, keys.get("parties", ""))
    return sheet, line, f"{column}:{keys.get(family, '')}" if family else column


def sheet_view(application: Application, sheet: SheetTemplate) -> SheetView:
    """The sheet as it stands in the application."""
    columns = [view for column in sheet.columns for view in _columns(application, column)]
    reader, parts = _Lines(application, sheet), []
    for part in sheet.parts:
        parties = application.budget_parties if part.repeat else [""]
        for party in parties:
            words = _party_words(application, party) if party else {}
            lines = tuple(view for line in part.lines for view in reader.of(line, party))
            title = _filled(part.title, words)
            parts.append(PartView(repeated_id(part.id, party), part, title, lines, words))
    return SheetView(application.edition, sheet, columns, parts)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return text.format(**words) if words else text


def year_labels(application: Application, count: int) -> list[str]:
    """The calendar years of the initiative's period, `20xx` for columns beyond it."""
    start, end = (
        application.answers.get(name)
        for name in (application.edition.uses.start, application.edition.uses.end)
    )
    if not isinstance(start, date):
        return [UNKNOWN_YEAR] * count
    last = end.year if isinstance(end, date) else start.year + count
    years = range(start.year, start.year + count)
    return [str(year) if year <= last else UNKNOWN_YEAR for year in years]


def _party_words(application: Application, party_id: str) -> dict[str, str]:
    party = application.party(party_id)
    return {"name": party.column_name, "role": budget_title(application, party)}


def budget_title(application: Application, party: Party) -> str:
    """What the form calls the party above its budget column."""
    role = application.edition.roles_by_id.get(party.role)
    return (role.budget_title or role.title) if role else ""


def _columns(application: Application, column: Column) -> Iterator[ColumnView]:
    if column.family == "parties":
        for party_id in application.budget_parties:
            yield _column(column, party_id, _party_words(application, party_id))
    elif column.family == "years":
        for number, year in enumerate(year_labels(application, column.count), start=1):
            yield _column(column, str(number), {"n": str(number), "year": year})
    else:
        yield ColumnView(column.id, column, column.title, column.header)


def _column(column: Column, key: str, words: dict[str, str]) -> ColumnView:
    header = tuple(_filled(line, words) for line in column.header)
    title = _filled(column.title, words).strip() or "Namn saknas"
    return ColumnView(f"{column.id}:{key}", column, title, header, key, words)


class _Lines:
    """Reads the lines of a sheet; sums ask again for rows that are read already."""

    def __init__(self, application: Application, sheet: SheetTemplate) -> None:
        self._application, self._sheet = application, sheet
        self._rows: dict[tuple[str, str], list[LineView]] = {}

    def of(self, line: Line, party: str) -> Iterable[LineView]:
        """What the template's line is in the table of the party."""
        match line:
            case Rows():
                return self._rows_of(line, party)
            case SumLine():
                members = tuple(self._members(line, party))
                return [LineView(repeated_id(line.id, party), line, line.label, party, members=members)]
            case Control():
                member = repeated_id(line.of, party if line.of in self._sheet.repeated else "")
                return [LineView(repeated_id(line.id, party), line, line.label, party, members=(member,))]
            case Heading() | Example():
                return [LineView(repeated_id(line.id, party), line, line.label, party)]

    def _rows_of(self, line: Rows, party: str) -> list[LineView]:
        if (line.id, party) not in self._rows:
            self._rows[line.id, party] = list(_rows(self._application, self._sheet, line, party))
        return self._rows[line.id, party]

    def _members(self, line: SumLine, party: str) -> Iterator[str]:
        for name in line.of:
            template = self._sheet.lines[name]
            parties = [""]
            if name in self._sheet.repeated:
                parties = [party] if party else self._application.budget_parties
            for one in parties:
                if isinstance(template, Rows):
                    yield from (view.id for view in self._rows_of(template, one) if view.kind == "rows")
                else:
                    yield repeated_id(name, one)


def _rows(application: Application, sheet: SheetTemplate, line: Rows, party: str) -> Iterator[LineView]:
    if line.mirror:
        source_sheet, _, group = line.mirror.partition(".")
        for row, label in _labelled_rows(application, source_sheet, group):
            yield LineView(row.id, line, line.labels.get(row.id, label), source=(source_sheet, row.id))
    elif line.each == "parties":
        yield from _party_rows(application, line)
    elif line.each == "years":
        for number, year in enumerate(year_labels(application, line.count), start=1):
            yield LineView(f"{line.id}:{number}", line, year, key=str(number))
    else:
        templates = {repeated_id(row.id, party): row for row in line.rows}
        for row in application.rows.get(sheet.id, []):
            if row.group == line.id and row.party == party:
                template = templates.get(row.id)
                label = template.label if template else ""
                named, added = (template.named, False) if template else (True, True)
                yield LineView(row.id, line, label, party, named=named, added=added)


def _labelled_rows(application: Application, sheet_id: str, group: str) -> Iterator[tuple[Row, str]]:
    sheet = application.edition.sheets_by_id[sheet_id]
    source = sheet.lines[group]
    labels = {row.id: row.label for row in source.rows} if isinstance(source, Rows) else {}
    name = next(column.id for column in sheet.columns if column.kind == "label")
    for row in application.rows.get(sheet_id, []):
        if row.group == group:
            given = application.cell(sheet_id, row.id, name)
            yield row, given if isinstance(given, str) else labels.get(row.id, "")


def _party_rows(application: Application, line: Rows) -> Iterator[LineView]:
    above, counts = "", Counter[str]()
    for number, party_id in enumerate(application.budget_parties, start=1):
        words = _party_words(application, party_id)
        counts[words["role"]] += 1
        role = application.edition.roles_by_id.get(application.party(party_id).role)
        several = role is None or role.maximum > 1
        heading = line.each_heading.format(**words, n=counts[words["role"]] if several else "").strip()
        if heading and heading != above:
            template = Heading(kind="heading", id=line.id, label=heading)
            yield LineView(f"{line.id}::{number}", template, heading)
            above = heading
        yield LineView(f"{line.id}:{party_id}", line, words["name"], key=party_id)
