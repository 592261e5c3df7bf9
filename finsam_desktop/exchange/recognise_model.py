"""What was found in a workbook, before it is decided where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from finsam_desktop.domain.template import Column
from finsam_desktop.exchange.book import BookCell, BookSheet, CellValue, place
from finsam_desktop.exchange.recognise_values import YearMark


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell of the workbook, counted from zero; as text `Sheet!A1`."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return place(self.sheet, self.row, self.column)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know, in Swedish."""

    where: str
    """`Sheet!A1`, the name of a sheet, or nothing where it is about the workbook."""
    message: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What stands in the workbook and has no place in the application."""

    spot: Spot
    value: CellValue
    label: str = ""
    """What its row is called."""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a table and what it is in the form."""

    number: int
    template: Column
    organisation: str = ""
    """Key of the organisation in the family of parties."""
    year: YearMark | None = None


@dataclass(slots=True)
class FoundRow:
    """A row of a table and what it is in the form."""

    row: int
    label: str
    label_column: int
    group: str = ""
    """The group of rows that it belongs to, empty for a sum."""
    line: str = ""
    """The sum or control that it is."""
    fixed: str = ""
    """The form's own row that it is called like."""
    organisation: str = ""
    """Key of the organisation whose own table it stands in, or that the row is about."""
    columns: Mapping[int, FoundColumn] = field(default_factory=dict)
    bare: bool = False
    """Whether nothing is filled in besides, perhaps, the label."""


@dataclass(slots=True)
class Organisation:
    """An organisation that the workbook names (or leaves without a name), and who it seems to be."""

    key: str
    name: str
    spot: Spot
    role: str = ""
    """The role that the words above its name say."""
    party: str = ""
    """Id of the party that it seems to be, empty for a new one."""
    filled: bool = False
    """Whether any amount stands under its name."""


@dataclass(slots=True)
class SheetReading:
    """A sheet of the workbook, read as a sheet of the edition."""

    source: BookSheet
    template: str
    """Id of the edition's sheet; empty where the sheet was not recognised."""
    score: float = 0.0
    other_form: str = ""
    """The association whose form the sheet was written for, where it is not the application's."""
    rows: list[FoundRow] = field(default_factory=list)
    head: dict[str, tuple[Spot, BookCell]] = field(default_factory=dict)
    """Field id -> the value at the head of the sheet."""
    organisations: list[Organisation] = field(default_factory=list)
    thousands: Spot | None = None
    """Where it says that amounts are in thousands."""
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.source.name

    def cell(self, row: int, column: int) -> BookCell | None:
        return self.source.cells.get((row, column))

    def spot(self, row: int, column: int) -> Spot:
        return Spot(self.name, row, column)
