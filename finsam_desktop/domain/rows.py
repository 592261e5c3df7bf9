"""What can be done to several rows of a budget sheet at once, each as one change.

The form's own rows stay: they can be moved and emptied, not removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Row, new_id, repeated_id
from finsam_desktop.domain.change import Change, Insert, Operation, Remove, SetValue
from finsam_desktop.domain.template import Rows, SheetTemplate


def insert_rows(
    application: Application, sheet: str, group: str, at: str, count: int, party: str = ""
) -> Change:
    """Insert `count` empty rows above the row `at` of a group, or last in the group where `at` is ""."""
    rows = application.rows[sheet]
    if any((row.id, row.group, row.party) == (at, group, party) for row in rows):
        next_id: str | None = at
    else:
        last = edits.add_row(application, sheet, group, party=party).operations[0]
        next_id = last.next_id if isinstance(last, Insert) else None
    new = [Insert(("rows", sheet), Row(new_id("r"), group, party), next_id) for _ in range(count)]
    return Change(_label("Infoga", new), tuple(new))


def duplicate_rows(application: Application, sheet: str, row_ids: Iterable[str]) -> Change | None:
    """Copy rows with their values and notes, below the last of them, in groups where rows can be added."""
    template = application.edition.sheets_by_id[sheet]
    operations: list[Operation] = []
    for chosen in _chosen(application, sheet, row_ids):
        line = template.lines[chosen[0].group]
        if isinstance(line, Rows) and line.free:
            next_id = _next(application.rows[sheet], chosen[-1])
            for row in chosen:
                operations += _copy(application, template, line, row, next_id)
    inserted = [one for one in operations if isinstance(one, Insert)]
    return Change(_label("Duplicera", inserted), tuple(operations)) if operations else None


def _copy(
    application: Application, template: SheetTemplate, line: Rows, row: Row, next_id: str | None
) -> Iterator[Operation]:
    copy = Row(new_id("r"), row.group, row.party)
    yield Insert(("rows", template.id), copy, next_id)
    for one in _contents(application, template.id, row):
        kind, sheet, _, name = one.path
        yield SetValue((kind, sheet, copy.id, name), None, one.before)
    for own in line.rows:  # the form's own words are written out in the copy, which is no row of the form
        if repeated_id(own.id, row.party) == row.id and not own.named:
            label = next(column.id for column in template.columns if column.kind == "label")
            yield SetValue(("cell", template.id, copy.id, label), None, own.label or None)


def move_rows(application: Application, sheet: str, row_ids: Iterable[str], step: int) -> Change | None:
    """Move rows together `step` places down in their group (up when negative), as far as they go.

    Rows that are not neighbours become neighbours where the first of them comes.
    """
    path = ("rows", sheet)
    rows = list(application.rows[sheet])
    operations: list[Operation] = []
    moved: list[Row] = []
    for chosen in _chosen(application, sheet, row_ids):
        ids = {row.id for row in chosen}
        mates = [row for row in rows if (row.group, row.party) == (chosen[0].group, chosen[0].party)]
        others = [row for row in mates if row.id not in ids]
        place = max(0, min(len(others), mates.index(chosen[0]) + step))
        if [*others[:place], *chosen, *others[place:]] == mates:
            continue
        following = dict(zip(rows, [row.id for row in rows[1:]], strict=False))
        operations += [Remove(path, row, following.get(row)) for row in chosen]
        rows = [row for row in rows if row.id not in ids]
        next_id = others[place].id if place < len(others) else _next(rows, others[-1])
        operations += [Insert(path, row, next_id) for row in chosen]
        at = next((at for at, row in enumerate(rows) if row.id == next_id), len(rows))
        rows[at:at] = chosen
        moved += chosen
    return Change(_label("Flytta", moved), tuple(operations)) if operations else None


def remove_rows(application: Application, sheet: str, row_ids: Iterable[str]) -> tuple[Change | None, str]:
    """Remove rows with their cells, in the sheets that mirror them too; the form's own rows are emptied.

    Gives the change, None where there is nothing to do, and a Swedish sentence or two on what it does.
    """
    own = application.edition.sheets_by_id[sheet].row_groups
    operations: list[Operation] = []
    removed, emptied = 0, 0
    for row in (row for chosen in _chosen(application, sheet, row_ids) for row in chosen):
        if row.id.partition("@")[0] in own:
            operations += _contents(application, sheet, row)
            emptied += 1
        else:
            operations += edits.remove_row(application, sheet, row.id).operations
            removed += 1
    sentences = []
    if removed:
        sentences.append(f"{removed} {'rad togs' if removed == 1 else 'rader togs'} bort.")
    if emptied:
        belongs = (
            "rad hör till blanketten och tömdes" if emptied == 1 else "rader hör till blanketten och tömdes"
        )
        sentences.append(f"{emptied} {belongs} i stället.")
    words = ("Ta bort rad" if removed == 1 else "Ta bort rader") if removed else "Töm rader"
    return (Change(words, tuple(operations)) if operations else None), " ".join(sentences)


def _chosen(application: Application, sheet: str, row_ids: Iterable[str]) -> list[list[Row]]:
    """The rows in the sheet's order, by group and table; lines that are no rows of the sheet are left out."""
    wanted = set(row_ids)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in application.rows.get(sheet, []):
        if row.id in wanted:
            groups.setdefault((row.group, row.party), []).append(row)
    return list(groups.values())


def _contents(application: Application, sheet: str, row: Row) -> list[SetValue]:
    """What empties the row, in every sheet that shows it."""
    removal = edits.remove_row(application, sheet, row.id)
    return [one for one in removal.operations if isinstance(one, SetValue)]


def _next(rows: list[Row], row: Row) -> str | None:
    place = rows.index(row) + 1
    return rows[place].id if place < len(rows) else None


def _label(verb: str, rows: list[Insert] | list[Row]) -> str:
    return f"{verb} {'rad' if len(rows) == 1 else 'rader'}"
