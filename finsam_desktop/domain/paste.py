"""Pasting a block of texts into a budget sheet, and emptying cells: one change, and what became of it.

Only cells that are filled in by hand take a text. What cannot be read stays as it was written, and the
report says in words what was skipped, what could not be read and what had no room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Row, note_name
from finsam_desktop.domain.change import Change, Insert, Operation
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.rows import insert_rows
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.typed import reader, sum_note
from finsam_desktop.domain.units import Unit, unit_of
from finsam_desktop.domain.values import Value

Block = Sequence[Sequence[str]]
"""Rows of texts; a row may be shorter than others, and its missing cells leave what is there."""
Selection = tuple[Sequence[str], Sequence[str]]
"""Ids of lines and of columns."""
NAMED = 5
"""How many cells a sentence of the report names."""


@dataclass(frozen=True, slots=True)
class Paste:
    """What a paste comes to. `change` is None where it changes nothing."""

    change: Change | None
    report: str
    """Swedish sentences."""
    pasted: int
    """Cells that took a text."""
    unread: tuple[tuple[str, str], ...]
    """Line and column of the cells whose text could not be read."""
    rows_short: int
    """Rows of the block below the last row of a group where rows can be added; `add_rows` adds them."""


@dataclass(slots=True)
class _Area:
    """Where the block lands: the cell at (i, j) takes the block's text at (i, j), repeated."""

    lines: list[LineView]
    columns: list[ColumnView]
    outside: int = 0
    """Cells of the block beyond the last line or column."""
    added: tuple[Operation, ...] = ()
    rows_short: int = 0


@dataclass(slots=True)
class _Outcome:
    """What became of the texts, read in the unit."""

    unit: Unit
    rows: dict[str, dict[str, Value]] = field(default_factory=dict)
    """Row id -> column id -> what goes into the cell."""
    notes: dict[edits.Path, Value] = field(default_factory=dict)
    pasted: int = 0
    computed: list[tuple[LineView, ColumnView]] = field(default_factory=list)
    printed: list[tuple[LineView, ColumnView]] = field(default_factory=list)
    """Cells with the form's own words, and those that are not used."""
    unread: list[tuple[LineView, ColumnView]] = field(default_factory=list)


def paste(
    budget: Budget,
    sheet: str,
    anchor: tuple[str, str],
    selection: Selection | None,
    block: Block,
    *,
    add_rows: bool = False,
) -> Paste:
    """Put the block at the anchor (line and column), or repeated over a selection that it fits into.

    One text goes into every selected cell. A block is repeated where the selection's height and width are
    multiples of its own; a selection of one line or column takes the block's whole height or width, as in
    spreadsheets. With `add_rows` a block that starts in a group where rows can be added stays in
    the group, which gets the rows that it needs. Raises KeyError for an anchor that is not there.
    """
    view = budget.views[sheet]
    area = _area(budget, view, anchor, selection, block, add_rows)
    outcome = _Outcome(unit_of(budget.application))
    columns = _matched(area.columns, _width(block))
    for number, line in enumerate(area.lines):
        _paste_row(budget, view, line, columns(block[number % len(block)]), outcome)
    change = _change(budget, sheet, outcome)
    if area.added:
        change = Change("Klistra in", (*area.added, *(change.operations if change else ())))
    unread = tuple((line.id, column.id) for line, column in outcome.unread)
    report = _report(budget, view, area, outcome, bool(change))
    return Paste(change, report, outcome.pasted, unread, area.rows_short)


def _width(block: Block) -> int:
    return max(map(len, block), default=0)


def _matched(
    columns: Sequence[ColumnView], width: int
) -> Callable[[Sequence[str]], Iterable[tuple[ColumnView, str]]]:
    """Pairs each column with its text in a row of a block so wide; columns beyond it begin again."""
    if len(columns) <= width:
        return partial(zip, columns)
    places = [place % width for place in range(len(columns))]
    return lambda texts: [
        (column, texts[place]) for column, place in zip(columns, places, strict=True) if place < len(texts)
    ]


def _paste_row(
    budget: Budget,
    view: SheetView,
    line: LineView,
    cells: Iterable[tuple[ColumnView, str]],
    outcome: _Outcome,
) -> None:
    sheet, roles, unit = view.id, view.roles(line), outcome.unit
    has_notes = bool(budget.application.notes.get(sheet, {}).get(line.id))
    values = outcome.rows[line.id] = {}
    for column, text in cells:
        role = roles[column.id]
        if role == "input":
            value, source = reader(column.template.kind, unit)(text)
            values[column.id] = value
            if source or has_notes:
                outcome.notes |= sum_note(budget.application, sheet, line.id, column.id, source)
            if isinstance(value, Unparsed):
                outcome.unread.append((line, column))
        elif not text.strip():
            continue  # nothing is lost
        elif role == "computed":
            outcome.computed.append((line, column))
        elif role == "void" or text != view.text(line, column):
            outcome.printed.append((line, column))
    outcome.pasted += len(values)
    if values.get(view.label_column) == line.label:
        values[view.label_column] = None  # the form's own name for the row stands by itself


def _change(budget: Budget, sheet: str, outcome: _Outcome) -> Change | None:
    cells = tuple(edits.set_cells(budget.application, sheet, outcome.rows))
    notes = edits.set_values(budget.application, outcome.notes, "")
    operations = (*cells, *(notes.operations if notes else ()))
    return Change("Klistra in", operations) if operations else None


# ------------------------------------------------------------------------------- where it lands


def _area(
    budget: Budget,
    view: SheetView,
    anchor: tuple[str, str],
    selection: Selection | None,
    block: Block,
    add_rows: bool,
) -> _Area:
    height, width = len(block), _width(block)
    if not width:
        return _Area([], [])
    repeated = _repeated(view, anchor, selection, height, width)
    if repeated:
        return repeated
    line, column = view.line_at[anchor[0]], view.column_at[anchor[1]]
    below = view.lines[view.lines.index(line) :]
    across = view.columns[view.columns.index(column) :]
    group = _group(view, line)
    mates = [one for one in below if _group(view, one) == group] if group else []
    rows_short = max(0, height - len(mates)) if group else 0
    added: tuple[Operation, ...] = ()
    if add_rows and rows_short:
        added, new = _new_lines(budget, view, line, rows_short)
        below, rows_short = mates + new, 0
    rows, columns = min(height, len(below)), min(width, len(across))
    held = sum(min(len(texts), columns) for texts in block[:rows])
    outside = sum(map(len, block)) - held
    return _Area(below[:rows], across[:columns], outside, added, rows_short)


def _repeated(
    view: SheetView, anchor: tuple[str, str], selection: Selection | None, height: int, width: int
) -> _Area | None:
    """The selection, where the block goes into it a whole number of times and more than once."""
    if selection is None:
        return None
    wanted_lines, wanted_columns = set(selection[0]), set(selection[1])
    lines = [line for line in view.lines if line.id in wanted_lines]
    columns = [column for column in view.columns if column.id in wanted_columns]
    if len(lines) == 1 and height > 1:
        lines = view.lines[view.lines.index(lines[0]) :][:height]
    if len(columns) == 1 and width > 1:
        columns = view.columns[view.columns.index(columns[0]) :][:width]
    more = len(lines) > height or len(columns) > width
    fits = lines and columns and len(lines) % height == 0 and len(columns) % width == 0
    return _Area(lines, columns) if more and fits else None


def _group(view: SheetView, line: LineView) -> tuple[str, str] | None:
    """The group of a line and the party of its table, where rows can be added to it."""
    template = line.template
    return (template.id, line.party) if isinstance(template, Rows) and template.free else None


def _new_lines(
    budget: Budget, view: SheetView, line: LineView, count: int
) -> tuple[tuple[Operation, ...], list[LineView]]:
    """The operations that add rows last in the line's group, and how the rows will stand in the sheet."""
    change = insert_rows(budget.application, view.id, line.template.id, "", count, line.party)
    rows = [one.item for one in change.operations if isinstance(one, Insert) and isinstance(one.item, Row)]
    lines = [LineView(row.id, line.template, "", line.party, named=True, added=True) for row in rows]
    return change.operations, lines


# ------------------------------------------------------------------------------- in words


def _report(budget: Budget, view: SheetView, area: _Area, outcome: _Outcome, changed: bool) -> str:
    def named(cells: list[tuple[LineView, ColumnView]]) -> str:
        names = [_name(budget, view, *cell) for cell in cells[:NAMED]]
        more = f" och {len(cells) - NAMED} till" if len(cells) > NAMED else ""
        return ", ".join(names) + more

    sentences = ["Inget klistrades in."]
    if outcome.pasted:
        sentences = [f"{_cells(outcome.pasted)} klistrades in."]
    if outcome.pasted and not changed:
        sentences = ["Inget är ändrat: cellerna hade redan samma innehåll."]
    if area.added:
        sentences.append(f"{_count(len(area.added), 'rad', 'rader')} lades till.")
    if cells := outcome.unread:
        stands = "står som den skrevs" if len(cells) == 1 else "står som de skrevs"
        sentences.append(f"{_cells(len(cells))} kunde inte tolkas och {stands}: {named(cells)}.")
    if cells := outcome.computed:
        sentences.append(f"{_cells(len(cells))} räknas fram och hoppades över: {named(cells)}.")
    if cells := outcome.printed:
        sentences.append(f"{_cells(len(cells))} fylls inte i och hoppades över: {named(cells)}.")
    if area.outside:
        sentences.append(f"{_cells(area.outside)} fick inte plats i bladet.")
    return " ".join(sentences)


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _cells(number: int) -> str:
    return _count(number, "cell", "celler")


def _name(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> str:
    """The cell by the label of its row and the title of its column: ”Handläggare (Älvkarleby)”."""
    return f"{_row_name(budget, view, line)} ({column.title})"


def _row_name(budget: Budget, view: SheetView, line: LineView) -> str:
    label = budget.application.cell(view.id, line.id, view.label_column) or line.label
    if isinstance(label, str) and any(map(str.isalpha, label)):
        return label.strip()
    if line.id not in view.line_at:
        return "ny rad"
    mates = [one.id for one in view.lines if one.template is line.template and one.party == line.party]
    name = line.template.label
    return f"{name}, rad {mates.index(line.id) + 1}"


# ------------------------------------------------------------------------------- emptying


def clear(
    budget: Budget, sheet: str, lines: Iterable[str], columns: Iterable[str], label: str = "Töm celler"
) -> Change | None:
    """Empty the cells that are filled in by hand, with the notes on how their sums were written."""
    view = budget.views[sheet]
    across = [(view.column_at[column], note_name("sum", column)) for column in columns]
    noted = budget.application.notes.get(sheet, {})
    values: dict[edits.Path, Value] = {}
    for line in map(view.line_at.__getitem__, lines):
        for column, note in across:
            if view.role(line, column) == "input":
                values["cell", sheet, line.id, column.id] = None
                if note in noted.get(line.id, ()):
                    values["note", sheet, line.id, note] = None
    return edits.set_values(budget.application, values, label)
