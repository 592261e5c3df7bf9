"""What each line of an edition's budget sheets is computed from, to find those that need themselves."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.formula import FormulaError, columns_of, parse_formula
from finsam_desktop.domain.template import Control, Heading, Rows, SheetTemplate, SumLine

Node = tuple[str, str, str]
"""Ids of sheet, line (for rows their group) and column; families and repeated tables are one."""


def circular_lines(edition: FormEdition) -> list[tuple[str, str]]:
    """Sheet and line ids of lines that are computed from themselves, in order.

    References that do not resolve are passed by: they are problems of their own.
    """
    state: dict[Node, bool] = {}
    """False while what the cell needs is being followed, True when it is done."""
    found: dict[tuple[str, str], None] = {}
    nodes = [
        (s.id, line, column.id)
        for s in edition.sheets_by_id.values()
        for line in s.lines
        for column in s.columns
    ]
    for start in nodes:
        path: list[tuple[Node, Iterator[Node]]] = []
        if start not in state:
            state[start] = False
            path.append((start, _sources(edition, start)))
        while path:
            node, rest = path[-1]
            source = next(rest, None)
            if source is None:
                state[node] = True
                path.pop()
            elif source not in state:
                state[source] = False
                path.append((source, _sources(edition, source)))
            elif not state[source]:
                found[source[:2]] = None
    return list(found)


def _sources(edition: FormEdition, node: Node) -> Iterator[Node]:
    sheet_id, line_id, column_id = node
    sheet = edition.sheets_by_id[sheet_id]
    line = sheet.lines[line_id]
    formulas = {column.id: column.formula for column in sheet.columns}
    match line:
        case Rows() if column_id in line.carry:
            yield from _carried(edition, line, line.carry[column_id])
        case Rows() if column_id not in line.columns:
            yield from _read(sheet, line_id, formulas[column_id])
        case SumLine():
            yield from ((sheet_id, name, column_id) for name in line.of if name in sheet.lines)
        case Control() if column_id == line.column and line.of in sheet.lines:
            yield from _read(sheet, line.of, line.formula)
        case Heading() | Rows() | Control():
            return


def _carried(edition: FormEdition, line: Rows, reference: str) -> Iterator[Node]:
    words = reference.replace("*", line.mirror.partition(".")[2]).split(".")
    sheet = edition.sheets_by_id.get(words[0])
    if sheet and len(words) == 3 and words[2] in sheet.families:
        source = sheet.row_groups.get(words[1], words[1])
        if source in sheet.lines:
            yield sheet.id, source, words[2]


def _read(sheet: SheetTemplate, line: str, formula: str) -> Iterator[Node]:
    try:
        names = columns_of(parse_formula(formula)) if formula else set()
    except FormulaError:
        return
    yield from ((sheet.id, line, name) for name in sorted(names) if name in sheet.families)
