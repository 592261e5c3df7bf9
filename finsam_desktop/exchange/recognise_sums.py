"""Which rows of one form hold the same money as rows of another: those of the same sum.

Two forms both say where the sum of what is asked for stands, and of what the owners pay. The rows that
are added up in one have the same money as those in the other, whatever they are called and however it is
split, so that the sum of a row in one can stand in a row of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.template import Column, Rows, SheetTemplate, SumLine
from finsam_desktop.exchange.recognise_text import likeness
from finsam_desktop.exchange.recognise_words import SheetWords

_CALLED_ALIKE = 0.75
"""How alike a row's label and what a group's rows are called must be."""
_SUM = re.compile(r"\s*sum\((\w+)\)\s*")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a sheet of another form go, by its groups."""

    sheet: SheetTemplate
    column: Column
    """The amounts of each organisation."""
    total: Column
    """In the other form's sheet: the sum of the row."""
    summed: str
    """Id of the family of years that `total` adds up."""
    groups: Mapping[str, Sequence[Rows]]
    """Group of the other form's sheet -> the groups here that its rows may go to."""
    words: SheetWords

    @classmethod
    def find(
        cls, theirs: FormEdition, source: SheetTemplate, ours: FormEdition, words: Mapping[str, SheetWords]
    ) -> Places | None:
        """Where the sheet's rows go; None where its rows have no sum, or ours no amounts by organisation."""
        if not (theirs.totals and ours.totals):
            return None
        total, summed = family_total(source)
        targets: dict[str, list[Rows]] = {}
        sheet = ours.sheets_by_id[ours.totals.requested.partition(".")[0]]
        for name in ("requested", "own"):
            from_groups = list(groups_of(theirs, getattr(theirs.totals, name)))
            to_groups = [one for at, one in groups_of(ours, getattr(ours.totals, name)) if at == sheet]
            found = _matched([one for _, one in from_groups], to_groups)
            here = {one.id for at, one in from_groups if at == source}
            targets |= {group: rows for group, rows in found.items() if group in here and rows}
        column = next(
            (one for one in sheet.columns if one.family == "parties" and one.kind == "amount"), None
        )
        if not (targets and total and column):
            return None
        return cls(sheet, column, total, summed, targets, words[sheet.id])

    def place(self, group: str, label: str) -> tuple[Rows, str]:
        """The group for a row with the label, and the form's own row that it is called like or nothing."""
        groups = self.groups[group]
        found = [
            (worth, row, one) for one in groups for worth, row in self.words.groups[one.id].find(label)[:1]
        ]
        if found:
            _, row, one = max(found, key=lambda item: item[0])
            return one, row
        called = next((one for one in groups if likeness(label, one.label) >= _CALLED_ALIKE), None)
        return called or next((one for one in reversed(groups) if one.free), groups[-1]), ""


def family_total(sheet: SheetTemplate) -> tuple[Column | None, str]:
    """The column that adds up the years of a row, and the id of those; None where there is none."""
    for column in sheet.columns:
        found = _SUM.fullmatch(column.formula)
        if found and sheet.families.get(found[1]) == "years" and column.kind == "amount":
            return column, found[1]
    return None, ""


def groups_of(edition: FormEdition, reference: str) -> Iterator[tuple[SheetTemplate, Rows]]:
    """The groups with amounts to fill in that a total (`sheet.line.column`) adds up, each with its sheet.

    A group that carries its amounts from another sheet stands for those that they come from there.
    """
    name, _, rest = reference.partition(".")
    sheet = edition.sheets_by_id.get(name)
    line = sheet.lines.get(rest.partition(".")[0]) if sheet else None
    if sheet is None or line is None:
        return
    if isinstance(line, SumLine):
        for one in line.of:
            yield from groups_of(edition, f"{name}.{one}")
    elif isinstance(line, Rows):
        if line.carry:
            yield from groups_of(edition, next(iter(line.carry.values())))
        elif not line.each:
            yield sheet, line


def _matched(from_groups: Sequence[Rows], to_groups: Sequence[Rows]) -> dict[str, list[Rows]]:
    """Each group with those that its rows may go to: what has most columns in common is for it alone."""
    found: dict[str, list[Rows]] = {}
    for group in from_groups:
        common = {n: len(set(group.columns) & set(one.columns)) for n, one in enumerate(to_groups)}
        most = max(common.values(), default=0)
        found[group.id] = [one for n, one in enumerate(to_groups) if most and common[n] == most]
    taken = {one.id for rows in found.values() for one in rows}
    rest = [one for one in to_groups if one.id not in taken]
    return {group: rows or rest for group, rows in found.items()}
