"""The budget sheets of a Word document of ours, read with what reads workbooks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.convert_fields import shown
from finsam_desktop.domain.units import Unit, format_with_unit, unit_of
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.recognise_choices import SKIP, Choices, TakenCell
from finsam_desktop.exchange.recognise_model import Problem
from finsam_desktop.exchange.take_in import Proposal, default_choices, propose, recognise
from finsam_desktop.exchange.word_lines import WordBlock, WordTable, heading_key, lines_of

_DECIMALS = re.compile(r"[-\u2212]?[\d\s]+,\d+")


def budget_sheets(blocks: Sequence[WordBlock], names: Mapping[str, str]) -> list[BookSheet]:
    """The tables below headings as a workbook's sheets; `names` has theirs by the key of the heading.

    What stands beside the tables is no figure: the form's words, and what the form itself says too.
    """
    sheets: list[BookSheet] = []
    row = 0
    for block in blocks:
        if not isinstance(block, WordTable):
            keys = (heading_key(line.text) for line in lines_of(block))
            if name := next((names[key] for key in keys if key in names), ""):
                sheets.append(BookSheet(name))
                row = 0
        elif sheets:
            for cells in block.rows:
                for column, inside in enumerate(cells):
                    text = "\n".join(line.text for one in inside for line in lines_of(one)).strip()
                    if text:
                        sheets[-1].cells[row, column] = BookCell(text)
                row += 1
            row += 1
    return sheets


def propose_budget(sheets: list[BookSheet], unit: Unit, application: Application, file_name: str) -> Proposal:
    """What the sheets, in the unit, would change; organisations that are not there are left out and named.

    Those names are all that the problems hold: the document's own words are no news.
    """
    if unit == "tkr":
        sheets = list(map(_with_numbers, sheets))
    reading = recognise(Book(sheets), application, file_name)
    chosen = default_choices(reading, application)
    known = {key: one.party or SKIP for key, one in reading.organisations.items()}
    choices = Choices(chosen.sheets, chosen.organisations | known, unit=unit)
    left_out = [one.name for one in reading.organisations.values() if one.filled and not one.party]
    words = (
        f"”{name}” i dokumentets budget är ingen av parterna, och beloppen där läses inte in."
        for name in left_out
    )
    proposal = propose(reading, application, choices)
    return replace(proposal, problems=tuple(Problem("", one) for one in words))


def _with_numbers(sheet: BookSheet) -> BookSheet:
    """The sheet with decimals as numbers, which in thousands are more than an amount may be typed with.

    We write them with a comma, and spaces between thousands.
    """
    cells = dict(sheet.cells)
    for place, cell in cells.items():
        if _DECIMALS.fullmatch(text := str(cell.value)):
            plain = "".join(text.split()).replace(",", ".").replace("\u2212", "-")
            cells[place] = BookCell(float(plain))
    return replace(sheet, cells=cells)


def cell_text(cell: TakenCell, value: Value, application: Application) -> str:
    """A value of the cell in words, in the application's unit."""
    if type(value) is int:
        return format_with_unit(value, unit_of(application))
    columns = application.edition.sheets_by_id[cell.path[1]].columns if cell.path[0] == "cell" else []
    name = cell.path[-1].partition(":")[0]
    return shown(value, next((one.kind for one in columns if one.id == name), "text"))
