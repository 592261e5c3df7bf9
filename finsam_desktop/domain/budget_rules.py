"""What the budget sheets of a form edition must have in common: ids, references, sums, formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from finsam_desktop.domain.budget_graph import circular_lines
from finsam_desktop.domain.errors import Problem
from finsam_desktop.domain.form import BUDGET_FILE, FormEdition
from finsam_desktop.domain.formula import (
    FormulaError,
    columns_of,
    families_of,
    parse_formula,
    power_of_money,
)
from finsam_desktop.domain.phrases import words_in
from finsam_desktop.domain.template import (
    Column,
    Control,
    Example,
    Family,
    Heading,
    Line,
    Part,
    Rows,
    Rule,
    SheetTemplate,
    SumLine,
)

_FIGURES = ("amount", "number", "percent")
_WORDS = {"parties": ("name", "role"), "years": ("n", "year"), "": ()}
"""What may stand in braces in the titles of a family."""
_TOTALS: dict[str, tuple[Family, ...]] = {
    "requested_by_party": ("parties",),
    "own_by_party": ("parties",),
    "by_year": ("years",),
}
"""Figures that there may be one of for each party or year."""


def duplicates(file: str, place: str, ids: Iterable[str]) -> Iterator[Problem]:
    """A problem for each id that stands more than once."""
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            yield Problem(file, f"{place} ({name})", f"”{name}” används mer än en gång; väntade olika namn")
        seen.add(name)


def unknown(file: str, place: str, name: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    """A problem if the name is none of the known; `what` as in ”ingen kolumn”."""
    names = list(known)
    if name not in names:
        listed = ", ".join(names) or "inget är definierat"
        yield Problem(file, place, f"”{name}” är {what}; väntade något av: {listed}")


def check_budget(edition: FormEdition) -> Iterator[Problem]:
    """Everything in the budget sheets that does not fit together."""
    yield from duplicates(BUDGET_FILE, "sheet, name", [sheet.name.lower() for sheet in edition.sheets])
    for sheet in edition.sheets:
        yield from _Check(edition, sheet).problems()
    for sheet_id, line in circular_lines(edition):
        message = "raden räknar sig själv, genom summor, formler eller carry; väntade andra rader"
        yield Problem(BUDGET_FILE, f"sheet ({sheet_id}), line ({line})", message)
    yield from _figures(edition)


def _figures(edition: FormEdition) -> Iterator[Problem]:
    for key, reference in (edition.totals.model_dump() if edition.totals else {}).items():
        if key == "stated":
            yield from _amount_field(edition, "totals, stated", reference)
        elif reference:
            yield from _reference(edition, f"totals, {key}", reference, "amount", _TOTALS.get(key, ()))
    if (
        edition.totals
        and (column := _column_at(edition, edition.totals.by_year))
        and column.family != "years"
    ):
        yield Problem(BUDGET_FILE, "totals, by_year", f"kolumnen ”{column.id}” är inte en för varje år")
    for number, rule in enumerate(edition.rules, start=1):
        yield from _rule(edition, rule, f"rule {number} ({rule.kind})")


def _amount_field(edition: FormEdition, place: str, field_id: str) -> Iterator[Problem]:
    amounts = [field.id for field in edition.fields.values() if field.type == "amount"]
    if field_id:
        yield from unknown(BUDGET_FILE, place, field_id, amounts, "inget beloppsfält")


def _column_at(edition: FormEdition, reference: str) -> Column | None:
    sheet, _, column = reference.rpartition(".")
    template = edition.sheets_by_id.get(sheet.partition(".")[0])
    return next((one for one in template.columns if one.id == column), None) if template else None


def _rule(edition: FormEdition, rule: Rule, place: str) -> Iterator[Problem]:
    if rule.kind in ("rows", "unit"):
        yield from unknown(BUDGET_FILE, f"{place}, left", rule.left, edition.sheets_by_id, "inget budgetblad")
    if rule.kind == "rows" and rule.left in edition.sheets_by_id:
        columns = [one for one in edition.sheets_by_id[rule.left].columns if one.kind == "amount"]
        families, single = ([one.id for one in columns if bool(one.family) is many] for many in (True, False))
        yield from unknown(
            BUDGET_FILE, f"{place}, right", rule.right, families, "ingen kolumn för varje part eller år"
        )
        yield from unknown(BUDGET_FILE, f"{place}, total", rule.total, single, "ingen kolumn för belopp")
    if rule.kind == "stated":
        yield from _amount_field(edition, f"{place}, left", rule.left)
    if rule.kind == "equal":
        yield from _reference(edition, f"{place}, left", rule.left, "amount")
    if rule.kind in ("equal", "stated"):
        yield from _reference(edition, f"{place}, right", rule.right, "amount")


def _reference(
    edition: FormEdition, place: str, reference: str, kind: str, keys: Collection[Family] = ()
) -> Iterator[Problem]:
    """Problems of `sheet.line.column`, a cell of the kind, of which there may be one for each of `keys`."""
    sheet_id, _, rest = reference.partition(".")
    line_id, _, column_id = rest.partition(".")
    sheet = edition.sheets_by_id.get(sheet_id)
    line = sheet.lines.get(sheet.row_groups.get(line_id, line_id)) if sheet else None
    column = next((one for one in sheet.columns if one.id == column_id), None) if sheet else None
    if not sheet or not column or not line or (isinstance(line, Rows) and line_id not in sheet.row_groups):
        yield Problem(BUDGET_FILE, place, f"”{reference}” finns inte; väntade blad.rad.kolumn")
        return
    if not _has_figure(line, column):
        yield Problem(BUDGET_FILE, place, f"”{reference}” är en cell utan innehåll; väntade ett tal")
    elif column.kind != kind:
        yield Problem(BUDGET_FILE, place, f"”{reference}” har typen {column.kind}; väntade {kind}")
    needed = {column.family, "parties" if line_id in sheet.repeated else ""} - {""}
    for family in sorted(needed.difference(keys)):
        each = "organisation" if family == "parties" else "år"
        yield Problem(
            BUDGET_FILE, place, f"”{reference}” finns en gång för varje {each}; väntade en enda cell"
        )


def _has_figure(line: Line, column: Column) -> bool:
    """Whether the line has a figure in the column."""
    if column.kind not in _FIGURES or isinstance(line, Heading | Example):
        return False
    if isinstance(line, SumLine):
        return column.id in line.columns if line.columns else column.kind == "amount"
    if isinstance(line, Control):
        return column.id == line.column
    return column.id in line.columns or column.id in line.carry or bool(column.formula)


class _Check:
    """The problems of one sheet."""

    def __init__(self, edition: FormEdition, sheet: SheetTemplate) -> None:
        self.edition, self.sheet = edition, sheet
        self.columns = {column.id: column for column in sheet.columns}
        self.place = f"sheet ({sheet.id})"

    def problems(self) -> Iterator[Problem]:
        yield from self._ids()
        for item in self.sheet.head:
            yield from unknown(
                BUDGET_FILE, f"{self.place}, head", item.field, self.edition.fields, "inget fält"
            )
        labels = [column for column in self.sheet.columns if column.kind == "label"]
        if len(labels) != 1 or labels[0].family or labels[0].formula:
            yield self._problem("column", "väntade exakt en kolumn av typen label, utan family och formula")
        for column in self.sheet.columns:
            place = f"column ({column.id})"
            yield from self._words(place, (column.title, *column.header), _WORDS[column.family])
            if column.formula:
                yield from self._formula(f"{place}, formula", column.formula, column)
        for part in self.sheet.parts:
            yield from self._part(part)

    def _ids(self) -> Iterator[Problem]:
        sheet = self.sheet
        lines = [line for part in sheet.parts for line in part.lines]
        own = [row.id for line in lines if isinstance(line, Rows) for row in line.rows]
        mirrored = [row for line in lines if isinstance(line, Rows) for row in self._mirrored(line)]
        names = [line.id for line in lines]
        yield from duplicates(BUDGET_FILE, f"{self.place}, part", [part.id for part in sheet.parts])
        yield from duplicates(BUDGET_FILE, f"{self.place}, column", [column.id for column in sheet.columns])
        yield from duplicates(BUDGET_FILE, f"{self.place}, line", names)
        yield from duplicates(BUDGET_FILE, f"{self.place}, row", own + mirrored)
        for name in sorted(set(names) & set(own + mirrored)):
            yield self._problem(f"row ({name})", "en rad kan inte ha samma id som en line")

    def _mirrored(self, line: Rows) -> list[str]:
        """Ids of the rows that a mirror shows, as far as they are known."""
        sheet, _, group = line.mirror.partition(".")
        source = self.edition.sheets_by_id.get(sheet)
        found = source.lines.get(group) if source else None
        return [row.id for row in found.rows] if isinstance(found, Rows) else []

    def _problem(self, place: str, message: str) -> Problem:
        return Problem(BUDGET_FILE, f"{self.place}, {place}", message)

    def _column(self, place: str, name: str) -> Iterator[Problem]:
        return unknown(BUDGET_FILE, f"{self.place}, {place}", name, self.columns, "ingen kolumn")

    def _figure_column(self, place: str, name: str) -> Iterator[Problem]:
        known = [column.id for column in self.sheet.columns if column.kind in _FIGURES]
        return unknown(BUDGET_FILE, f"{self.place}, {place}", name, known, "ingen kolumn med tal")

    def _words(self, place: str, texts: Iterable[str], words: Collection[str]) -> Iterator[Problem]:
        """Where no words may stand in braces, braces stand for themselves."""
        for text in texts if words else ():
            try:
                given = list(words_in(text))
            except ValueError:
                given = [text]
            if any(name not in words for name in given):
                listed = ", ".join(f"{{{word}}}" for word in words)
                yield self._problem(place, f"”{text}” kan inte fyllas i; inom klamrar kan stå {listed}")

    def _formula(self, place: str, text: str, target: Column) -> Iterator[Problem]:
        try:
            formula = parse_formula(text)
            is_amount = power_of_money(formula, self._is_amount) == 1
        except FormulaError as error:
            yield self._problem(place, str(error))
            return
        summed = families_of(formula)
        for name in sorted(columns_of(formula)):
            yield from self._figure_column(place, name)
            column = self.columns.get(name)
            if column and name in summed and not column.family:
                yield self._problem(
                    place, f"sum({name}): kolumnen är en enda; väntade en för varje part eller år"
                )
            elif column and name not in summed and not self._beside(column, target):
                yield self._problem(place, f"”{name}” är flera kolumner här; väntade sum({name})")
        if target.kind not in _FIGURES or is_amount != (target.kind == "amount"):
            given = "ett belopp" if is_amount else "ett tal utan enhet"
            yield self._problem(place, f"formeln ger {given} men kolumnen har typen {target.kind}")

    def _is_amount(self, name: str) -> bool:
        return name in self.columns and self.columns[name].kind == "amount"

    @staticmethod
    def _beside(column: Column, target: Column) -> bool:
        """Whether there is one of the column for each of the target's."""
        same = column.family == target.family and (column.family != "years" or column.count == target.count)
        return not column.family or same

    # ------------------------------------------------------------------------------- lines

    def _part(self, part: Part) -> Iterator[Problem]:
        words = _WORDS[part.repeat]
        yield from self._words(f"part ({part.id}), title", [part.title], words)
        for name, header in part.header.items():
            place = f"part ({part.id}), header"
            yield from self._column(place, name)
            if name in self.columns:
                yield from self._words(place, header, (*_WORDS[self.columns[name].family], *words))
        for line in part.lines:
            place = f"line ({line.id})"
            match line:
                case Heading() | Example():
                    for name in line.texts:
                        yield from self._column(f"{place}, texts", name)
                case Rows():
                    yield from self._rows(part, line, place)
                case SumLine():
                    yield from self._sum(line, place)
                case Control():
                    yield from self._control(part, line, place)

    def _sum(self, line: SumLine, place: str) -> Iterator[Problem]:
        known = [other.id for other in self.sheet.lines.values() if isinstance(other, Rows | SumLine)]
        for name in line.of:
            yield from unknown(
                BUDGET_FILE, f"{self.place}, {place}, of", name, known, "ingen summa eller grupp av rader"
            )
        for name in line.columns:
            yield from self._figure_column(f"{place}, columns", name)

    def _control(self, part: Part, line: Control, place: str) -> Iterator[Problem]:
        known = [
            other.id
            for other in self.sheet.lines.values()
            if isinstance(other, SumLine) and (part.repeat or other.id not in self.sheet.repeated)
        ]
        yield from unknown(BUDGET_FILE, f"{self.place}, {place}, of", line.of, known, "ingen summa")
        yield from self._figure_column(f"{place}, column", line.column)
        if line.column in self.columns:
            yield from self._formula(f"{place}, formula", line.formula, self.columns[line.column])

    def _rows(self, part: Part, line: Rows, place: str) -> Iterator[Problem]:
        for name in line.columns:
            yield from self._column(f"{place}, columns", name)
            column = self.columns.get(name)
            if name in line.carry or (column and (column.formula or column.kind == "label")):
                yield self._problem(f"{place}, columns", f"kolumnen ”{name}” kan inte fyllas i här")
        if sum((bool(line.rows or line.free), bool(line.mirror), bool(line.each))) != 1:
            yield self._problem(place, "väntade antingen row/free, mirror eller each")
        if part.repeat and (line.mirror or line.each):
            yield self._problem(
                place, "i en tabell som upprepas kan mirror och each inte stå; väntade row/free"
            )
        if line.mirror:
            yield from self._mirror(line, place)
        words = (*_WORDS[line.each], "n")
        yield from self._words(f"{place}, each_heading", [line.each_heading], words)
        for name, reference in line.carry.items():
            yield from self._carry(part, line, f"{place}, carry ({name})", name, reference)

    def _mirror(self, line: Rows, place: str) -> Iterator[Problem]:
        sheet, _, group = line.mirror.partition(".")
        template = self.edition.sheets_by_id.get(sheet)
        source = template.lines.get(group) if template and sheet != self.sheet.id else None
        if not template or not isinstance(source, Rows) or source.mirror or source.each:
            yield self._problem(
                f"{place}, mirror", f"”{line.mirror}” är ingen grupp av rader i ett annat blad"
            )
        elif group in template.repeated:
            yield self._problem(f"{place}, mirror", f"”{line.mirror}” står i en tabell som upprepas")
        for name in line.labels:
            known = self._mirrored(line)
            yield from unknown(
                BUDGET_FILE, f"{self.place}, {place}, labels", name, known, "ingen rad i gruppen"
            )

    def _carry(self, part: Part, line: Rows, place: str, name: str, reference: str) -> Iterator[Problem]:
        yield from self._figure_column(place, name)
        column = self.columns.get(name)
        if column is None:
            return
        keys: list[Family] = [part.repeat, line.each, column.family]
        sheet, _, group = line.mirror.partition(".")
        template = self.edition.sheets_by_id.get(sheet)
        source = template.lines.get(group) if template else None
        if isinstance(source, Rows) and reference.startswith(f"{sheet}.*."):
            yield from self._carried_row(place, sheet, source, column, reference, keys)
        else:
            yield from _reference(self.edition, f"{self.place}, {place}", reference, column.kind, keys)

    def _carried_row(
        self, place: str, sheet: str, source: Rows, target: Column, reference: str, keys: Collection[Family]
    ) -> Iterator[Problem]:
        """Problems of `sheet.*.column`, the mirrored row's own cell."""
        column = _column_at(self.edition, reference)
        if column is None or not _has_figure(source, column) or column.kind != target.kind:
            message = f"”{reference}” finns inte; väntade en kolumn med {target.kind} i bladet {sheet}"
            yield self._problem(place, message)
        elif column.family and column.family not in keys:
            yield self._problem(place, f"”{reference}” är flera celler; väntade en enda")
