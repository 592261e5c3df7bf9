"""What is what in a workbook: which of its sheets are which of the form's, and what they hold.

Everything is found by what stands in the cells, never by address. Labels are compared with the
edition's own and its synonyms (`aka`); see `recognise_text` for how.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.template import Rows
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.recognise_grid import Grid
from finsam_desktop.exchange.recognise_model import Organisation, Problem, SheetReading, Spot, Unplaced
from finsam_desktop.exchange.recognise_others import OtherWords, translated
from finsam_desktop.exchange.recognise_parties import assign, name_score
from finsam_desktop.exchange.recognise_sheet import read_sheet
from finsam_desktop.exchange.recognise_text import is_placeholder
from finsam_desktop.exchange.recognise_values import holds_something, is_blank, read_value
from finsam_desktop.exchange.recognise_words import SheetWords

_LEAST_SCORE = 0.75
"""Of two: the share of the form's labels that the sheet has, and of its texts that are the form's."""
_LEAST_LABELS = 2
_NAMED_ALIKE = 0.4
"""What a sheet's name, or its title, adds when it is the form's."""
_TITLE_ROWS = 6
_MOST_ROWS = 5000
"""A sheet with more of them is no budget sheet."""
_MOST_UNKNOWN = 200
"""Cells of an unknown sheet that are listed one by one."""
_REAL_KRONOR = 10_000 * 100
"""Öre: from here on an amount under "tkr" is in kronor, for no single cost is ten million."""


@dataclass(slots=True)
class Reading:
    """A workbook as the application's edition sees it."""

    book: Book
    edition: FormEdition
    file_name: str
    sheets: list[SheetReading]
    """In the workbook's order; `template` is empty for those that are none of the form's."""
    organisations: dict[str, Organisation] = field(default_factory=dict)
    unit: str = "kr"
    """"kr" or "tkr": what the amounts seem to be in, whatever the headings say."""
    problems: list[Problem] = field(default_factory=list)
    others: Sequence[FormEdition] = ()
    """The other forms that are known."""

    @property
    def recognised(self) -> list[SheetReading]:
        return [sheet for sheet in self.sheets if sheet.template]


class Recogniser:
    """Reads sheets of one workbook for one application; keeps the words of its edition and of others."""

    def __init__(self, application: Application, others: Iterable[FormEdition] = ()) -> None:
        self.application = application
        self.edition = application.edition
        self.known = [one for one in others if one.id != self.edition.id]

    @cached_property
    def words(self) -> dict[str, SheetWords]:
        """Sheet id -> its words."""
        return {sheet.id: SheetWords(self.edition, sheet) for sheet in self.edition.sheets}

    @cached_property
    def others(self) -> list[Recogniser]:
        """The same for the other forms."""
        return [Recogniser(Application.new(one)) for one in self.known]

    @cached_property
    def other_words(self) -> OtherWords:
        """The words of all known forms, this one's too."""
        return OtherWords([words for one in (self, *self.others) for words in one.words.values()])

    def is_party(self, text: str) -> bool:
        """Whether the text is one of the application's organisations, beyond its kind alone."""
        return any(name_score(text, party) >= 0.9 for party in self.application.parties)

    def score(self, sheet: BookSheet, template: str) -> float:
        """How much the sheet is the form's sheet `template`; 0 where too little is alike."""
        words, grid = self.words[template], Grid(sheet)
        found, texts = grid.known_labels(words)
        wanted = words.known.size
        if len(found) < min(_LEAST_LABELS, wanted) or not texts:
            return 0.0
        tops = [
            sheet.name,
            *(grid.text(row, n) for row in grid.rows[:_TITLE_ROWS] for n in grid.by_row[row][:3]),
        ]
        named = max((words.title_score(text) for text in tops if len(text) < 60), default=0.0)
        return len(found) / wanted + min(len(found) / texts, 1.0) + _NAMED_ALIKE * named

    def foreign(self, sheet: BookSheet) -> SheetReading | None:
        """The sheet as one of another form; None where it is like none of theirs either."""
        if _rows_of(sheet) > _MOST_ROWS or not self.other_words.are_in(sheet):
            return None
        found = [(other, *other.best(sheet)) for other in self.others]
        theirs, template, score = max(found, key=lambda one: one[2], default=(self, "", 0.0))
        if not template:
            return None
        reading = read_sheet(sheet, theirs.words[template], self.is_party, score, self.other_words)
        return translated(reading, theirs.edition, self.application, self.words)

    def best(self, sheet: BookSheet) -> tuple[str, float]:
        """The form's sheet that it is most like, with its score; empty where it is like none."""
        if _rows_of(sheet) > _MOST_ROWS:
            return "", 0.0
        scores = {template: self.score(sheet, template) for template in self.words}
        template = max(scores, key=lambda name: scores[name], default="")
        return (template, scores[template]) if template and scores[template] >= _LEAST_SCORE else ("", 0.0)

    def _is_of_forms(self, cell: BookCell) -> bool:
        """Whether the cell only has words of a form, or what forms have where nothing is filled in."""
        text = cell.value if isinstance(cell.value, str) else ""
        return bool(text) and (is_placeholder(text) or self.other_words.has_exactly(text))

    def read(self, sheet: BookSheet, template: str, score: float = 0.0) -> SheetReading:
        """The sheet as the form's sheet `template`; for an empty one as none, with all that it holds."""
        if template:
            return read_sheet(sheet, self.words[template], self.is_party, score, self.other_words)
        reading = SheetReading(sheet, "")
        cells = [(place, cell) for place, cell in sorted(sheet.cells.items()) if not is_blank(cell.value)]
        listed = [one for one in cells if holds_something(one[1])]
        if self.other_words.are_in(sheet):  # one that is like a form's, but is not taken
            listed = [one for one in listed if not self._is_of_forms(one[1])]
        grid = Grid(sheet)
        reading.unplaced = [
            Unplaced(Spot(sheet.name, *place), cell.value, grid.beside(*place))
            for place, cell in islice(listed, _MOST_UNKNOWN)
        ]
        if cells:
            more = f" De första {_MOST_UNKNOWN} står i listan." if len(cells) > _MOST_UNKNOWN else ""
            text = f"Bladet är inget av blankettens. Dess {len(cells)} ifyllda celler läses inte in.{more}"
            if (rows := _rows_of(sheet)) > _MOST_ROWS:
                text = (
                    f"Bladet har {rows} ifyllda rader, och blad med fler än {_MOST_ROWS} läses inte in. "
                    f"Står budgeten på bladet, så ta bort rader som inte hör till den.{more}"
                )
            reading.problems.append(Problem(sheet.name, text))
        return reading


def _rows_of(sheet: BookSheet) -> int:
    """How many rows hold anything."""
    return len({row for row, _ in sheet.cells})


def recognise(
    book: Book,
    application: Application,
    file_name: str = "arbetsbok.xlsx",
    editions: Iterable[FormEdition] = (),
) -> Reading:
    """What is what in the workbook. The application is left as it is.

    Sheets of others of the `editions` are read too, as far as their figures have a place here.
    """
    recogniser = Recogniser(application, editions)
    best = [recogniser.best(sheet) for sheet in book.sheets]
    own = {template for template, _ in best if template}
    sheets: list[SheetReading] = []
    for source, (template, score) in zip(book.sheets, best, strict=True):
        rival = max((other for name, other in best if name == template), default=0.0)
        second = bool(template) and (score < rival or any(one.template == template for one in sheets))
        reading = (not template and recogniser.foreign(source)) or recogniser.read(
            source, "" if second else template, score
        )
        if reading.other_form and reading.template in own:  # the application's own form goes before
            template, second = reading.template, True
            reading = recogniser.read(source, "", score)
        if second:
            title = application.edition.sheets_by_id[template].name
            reading.problems = [
                Problem(source.name, f"Bladet liknar också ”{title}”. Välj vilket av dem som ska läsas in.")
            ]
        sheets.append(reading)
    reading_of_all = Reading(book, application.edition, file_name, sheets, others=recogniser.known)
    gather(reading_of_all, application)
    reading_of_all.unit = unit_of(reading_of_all, application)
    return reading_of_all


def gather(reading: Reading, application: Application) -> None:
    """Collect the organisations of all sheets, and say which parties they seem to be."""
    found: dict[str, Organisation] = {}
    for sheet in reading.sheets:
        for one in sheet.organisations:
            known = found.setdefault(one.key, one)
            known.filled = known.filled or one.filled
            known.role = known.role or one.role
    for one in found.values():
        one.party = ""
    assign(application, found.values())
    reading.organisations = found


def unit_of(reading: Reading, application: Application) -> str:
    """ "tkr" where the sheets say so and the amounts bear it out, else "kr".

    They do when every amount is small, unless the application has some of them as they stand, or
    when a thousand times what is asked for is the amount that the application states.
    """
    amounts = list(_input_amounts(reading))
    if not amounts or not any(sheet.thousands for sheet in reading.sheets):
        return "kr"
    stated = application.answers.get(reading.edition.uses.requested)
    if isinstance(stated, int) and stated:
        if sum(amounts) == stated:
            return "kr"
        if sum(amounts) * 1000 == stated:
            return "tkr"
    mine = {value for rows in application.cells.values() for row in rows.values() for value in row.values()}
    as_kronor = sum(amount in mine for amount in amounts)
    if as_kronor and as_kronor >= sum(amount * 1000 in mine for amount in amounts):
        return "kr"
    return "tkr" if max(map(abs, amounts)) < _REAL_KRONOR else "kr"


def _input_amounts(reading: Reading) -> list[int]:
    """Öre in every amount cell to fill in that holds one."""
    found: list[int] = []
    for sheet in reading.recognised:
        lines = reading.edition.sheets_by_id[sheet.template].lines
        for row in sheet.rows:
            group = lines.get(row.group)
            inputs = group.columns if isinstance(group, Rows) else ()
            for number, column in row.columns.items():
                cell = sheet.cell(row.row, number)
                if cell and column.template.kind == "amount" and column.template.id in inputs:
                    value = read_value(cell, "amount")
                    if isinstance(value, int) and value:
                        found.append(value)
    return found
