"""What a person decides before a workbook is taken in, and what taking it in comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Operation
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.recognise_model import Problem, Spot, Unplaced

NEW, SKIP = "new", "skip"
Mode = Literal["replace", "fill"]
Unit = Literal["kr", "tkr"]
Path = tuple[str, ...]


@dataclass(slots=True)
class Choices:
    """What a person decides before a workbook is taken in."""

    sheets: dict[str, str] = field(default_factory=dict)
    """Name of a sheet in the workbook -> the edition's sheet that it is taken as, empty for not at all."""
    organisations: dict[str, str] = field(default_factory=dict)
    """Key of an organisation -> id of a party, `NEW` or `SKIP`."""
    mode: Mode = "replace"
    """"fill" leaves every cell alone that holds something."""
    keep_local_rows: bool = True
    """Whether rows of the application that the workbook lacks stay."""
    unit: Unit = "kr"


@dataclass(frozen=True, slots=True)
class TakenCell:
    """A cell of the workbook and the value of the application that it goes to."""

    spot: Spot
    path: Path
    to: str
    """Where it goes, in words."""
    old: Value
    new: Value
    conflict: bool
    """Whether something else stood there."""
    taken: bool
    """False where the choices leave what stood there."""


@dataclass(slots=True)
class Plan:
    """The working copy and how it came to be."""

    work: Application
    operations: list[Operation] = field(default_factory=list)
    cells: list[TakenCell] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    """Key of an organisation -> id of its party."""
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    """Name of a sheet and row in the workbook -> id of the application's line."""
    removed: int = 0
    """Cells that go because the workbook lacks their row."""
