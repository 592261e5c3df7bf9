"""What a workbook would do to the application with what the person has picked, ready to be shown.

No widgets: it is all made off the window's thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed, format_date, format_number, format_percent
from finsam_desktop.domain.template import ColumnKind, Heading, SumLine
from finsam_desktop.domain.units import format_with_unit, unit_of
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.recognise_choices import Choices, Mode, TakenCell, Unit
from finsam_desktop.exchange.recognise_values import shown
from finsam_desktop.exchange.take_in import Proposal, Reading, as_sheets, default_choices, propose, recognise

EMPTY = "(tom)"
_LABELS_NAMED = 4
"""How many of a sheet's labels are named where nothing was recognised."""


@dataclass(slots=True)
class Picks:
    """What the person has chosen otherwise than what seems right."""

    sheets: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    mode: Mode = "replace"
    keep_local_rows: bool = True
    unit: Unit | None = None

    def copy(self) -> Picks:
        """The same, that later picks leave alone."""
        return replace(self, sheets=dict(self.sheets), organisations=dict(self.organisations))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of one of the lists, as text; `mark` is the state that it is marked with, empty for none."""

    texts: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A workbook as it would be taken in, and the four lists that say so."""

    first: Reading
    """As everything seems to be, before anything is chosen."""
    reading: Reading
    choices: Choices
    proposal: Proposal
    changes: tuple[Line, ...]
    differences: tuple[Line, ...]
    unplaced: tuple[Line, ...]
    problems: tuple[Line, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Cells from the clipboard, read as a workbook of one sheet."""

    rows: Sequence[Sequence[str]]
    name: str = "Urklipp"

    def book(self) -> Book:
        cells = {
            (row, column): BookCell(text)
            for row, texts in enumerate(self.rows)
            for column, text in enumerate(texts)
            if text.strip()
        }
        return Book([BookSheet(self.name, cells=cells)])


def first_look(
    source: Path | Pasted,
    application: Application,
    cancelled: Callable[[], bool],
    editions: Sequence[FormEdition] = (),
) -> Look:
    """Read the workbook; `editions` are the forms that it may be written for besides the application's.

    Raises `OutsideFileError`, and `CancelledError` once `cancelled()` is true.
    """
    book = source.book() if isinstance(source, Pasted) else read_book(source, cancelled=cancelled)
    return look(recognise(book, application, source.name, editions), application, Picks())


def look(first: Reading, application: Application, picks: Picks) -> Look:
    """What comes of the workbook with what the person has picked; the application is left as it is."""
    reading = as_sheets(first, application, picks.sheets)
    choices = default_choices(reading, application)
    choices = replace(
        choices,
        organisations=choices.organisations | picks.organisations,
        mode=picks.mode,
        keep_local_rows=picks.keep_local_rows,
        unit=picks.unit or choices.unit,
    )
    proposal = propose(reading, application, choices)
    return Look(
        first,
        reading,
        choices,
        proposal,
        tuple(_change(cell, application) for cell in proposal.cells),
        tuple(
            Line((str(one.spot), one.to, *(_figure(value, application) for value in (one.theirs, one.ours))))
            for one in proposal.differences
        ),
        tuple(Line((str(one.spot), one.label, shown(one.value))) for one in proposal.unplaced),
        (*_twice(reading), *(Line((one.where, one.message), "warning") for one in proposal.problems)),
        _summary(reading, proposal),
    )


def _change(cell: TakenCell, application: Application) -> Line:
    kind: ColumnKind = "amount"
    if cell.path[0] == "cell":
        columns = application.edition.sheets_by_id[cell.path[1]].columns
        name = cell.path[3].partition(":")[0]
        kind = next((one.kind for one in columns if one.id == name), kind)
    old, new = (_value(value, application, kind) for value in (cell.old, cell.new))
    if not cell.taken:
        return Line((str(cell.spot), cell.to, old, new, "Behålls som nu"), "info")
    if cell.conflict:
        words = "Töms" if cell.new is None else "Skrivs över"
        return Line((str(cell.spot), cell.to, old, new, words), "warning")
    return Line((str(cell.spot), cell.to, old, new, ""))


def _figure(value: Value, application: Application) -> str:
    return "kan inte räknas" if value is None else _value(value, application)


def _value(value: Value, application: Application, kind: ColumnKind = "percent") -> str:
    match value:
        case None | "":
            return EMPTY
        case int() if not isinstance(value, bool):
            return format_with_unit(value, unit_of(application))
        case Decimal():
            return format_percent(value) if kind == "percent" else format_number(value)
        case Unparsed(text):
            return text
        case str():
            return " ".join(value.split())
        case bool() | tuple():
            return str(value)
    return format_date(value)


def _twice(reading: Reading) -> Iterator[Line]:
    """Sheets of the form that more than one sheet is taken as."""
    for template, times in Counter(sheet.template for sheet in reading.recognised).items():
        others = any(sheet.other_form for sheet in reading.recognised if sheet.template == template)
        if times > 1 and not others:  # sheets of another form have different rows of ours
            names = ", ".join(sheet.name for sheet in reading.recognised if sheet.template == template)
            title = reading.edition.sheets_by_id[template].name
            text = f"Flera blad läses som ”{title}”: {names}. Där de säger olika gäller det sista."
            yield Line(("", text), "warning")


def _summary(reading: Reading, proposal: Proposal) -> str:
    """In a few sentences what would happen."""
    if not reading.recognised:
        return _nothing_found(reading.edition)
    if proposal.change is None:
        return "Ansökan har redan allt som läses in ur arbetsboken. Ingenting ändras."
    one = proposal.changed == 1
    text = "Ett värde i ansökan ändras." if one else f"{proposal.changed} värden i ansökan ändras."
    left = proposal.changed - sum(cell.taken for cell in proposal.cells)
    if left > 0:
        text += f" {left} av dem tas bort, eftersom arbetsboken saknar deras rader."
    return f"{text} Vid en ny inläsning är det vad som har ändrats sedan den förra."


def _nothing_found(edition: FormEdition) -> str:
    """What was looked for, where no sheet is one of the form's."""
    sought = []
    for sheet in edition.sheets:
        lines = [line for part in sheet.parts for line in part.lines]
        labels = [line.label for line in lines if isinstance(line, Heading | SumLine) and line.label]
        named = ", ".join(f"”{label}”" for label in labels[:_LABELS_NAMED])
        sought.append(f"”{sheet.name}”" + (f" (med bland annat {named})" if named else ""))
    return (
        "Inget blad i arbetsboken känns igen, så ingenting läses in. Programmet letade efter blankettens"
        " blad "
        + ", ".join(sought)
        + ". Är det rätt fil? Välj då till vänster vilket blad den ska läsas som."
    )
