"""Formulas as Excel writes them: moved to another cell, and made into steps that can be computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from finsam_desktop.exchange.book import place

MAX_LENGTH = 8_192
"""Characters; Excel's own limit."""
MAX_DEPTH = 64
"""Levels of brackets; Excel's own limit for functions."""
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<area>(?:(?P<sheet>{_SHEET}))?(?:
            \$?(?P<c1>[A-Za-z]{{1,3}})\$?(?P<r1>\d{{1,7}})(?::\$?(?P<c2>[A-Za-z]{{1,3}})\$?(?P<r2>\d{{1,7}}))?
            |\$?(?P<c3>[A-Za-z]{{1,3}}):\$?(?P<c4>[A-Za-z]{{1,3}})
            |\$?(?P<r3>\d{{1,7}}):\$?(?P<r4>\d{{1,7}})
        )(?![\w(!.]))
        |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
        |(?P<name>[^\W\d][\w.]*)
        |(?P<sign>[-+*/(),%])
    )""",
    re.VERBOSE,
)
_MOVABLE = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(!.])"""
)


class CannotComputeError(Exception):
    """Why a formula is not computed, as the end of a Swedish sentence."""


class NoValueError(CannotComputeError):
    """It needs a cell that has no value."""


class Area(NamedTuple):
    """Cells that a formula names, counted from zero; `sheet` is empty for the formula's own."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def one(self) -> bool:
        """Whether it is a single cell."""
        return self.top == self.bottom and self.left == self.right


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a stack of numbers.

    `act` is "number" (push `number`), "cell" (push what stands in `area`), "area" (push its sum), "part"
    (push its sum without the part sums in it, without hidden rows too where `number` is 109), one of
    "+-*/%", "minus" (change sign), "sum" (add the last `number` ones) or "round".
    """

    act: str
    number: float = 0.0
    area: Area | None = None


def column_of(letters: str) -> int:
    """Counted from zero."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Pattern:
    """A formula that stands in several cells, each with its references moved along."""

    def __init__(self, formula: str, row: int, column: int) -> None:
        self._row, self._column = row, column
        self._pieces: list[str | tuple[str, int, str, int]] = []
        end = 0
        for found in _MOVABLE.finditer(formula):
            if not found[1]:
                self._pieces.append(formula[end : found.start()])
                self._pieces.append((found[2], column_of(found[3]), found[4], int(found[5])))
                end = found.end()
        self._pieces.append(formula[end:])

    def at(self, row: int, column: int) -> str:
        """The formula as it stands in another cell."""
        down, right = row - self._row, column - self._column
        return "".join(
            piece if isinstance(piece, str) else _moved(*piece, down, right) for piece in self._pieces
        )


def _moved(fixed_column: str, column: int, fixed_row: str, row: int, down: int, right: int) -> str:
    column += 0 if fixed_column else right
    row += 0 if fixed_row else down
    if not (0 <= column <= _LAST_COLUMN and 0 < row <= _LAST_ROW + 1):
        return "#REF!"
    return f"{fixed_column}{place('', 0, column)[1:-1]}{fixed_row}{row}"


def compile_formula(formula: str) -> Sequence[Step]:
    """The steps of a formula (with its equals sign) of sums and arithmetic over cells.

    Raises `CannotComputeError` for all else.
    """
    if len(formula) > MAX_LENGTH:
        raise CannotComputeError("den är för lång")
    parser = _Parser(formula.removeprefix("="))
    parser.expression(0)
    if parser.kind:
        raise CannotComputeError(f"”{parser.text}” är inget som programmet räknar med")
    return parser.steps


def adds_up_above(formula: str, row: int, column: int, first: int) -> bool:
    """Whether a formula in the cell adds up two cells or more of its own column, from `first` to above it."""
    if not formula:
        return False
    try:
        steps = compile_formula(formula)
    except CannotComputeError:
        return False
    areas = [step.area for step in steps if step.area]
    return (
        all(step.act in ("area", "part", "cell", "sum", "+") for step in steps)
        and sum(area.bottom - area.top + 1 for area in areas) > 1
        and all(
            not area.sheet and area.left == area.right == column and first <= area.top <= area.bottom < row
            for area in areas
        )
    )


class _Parser:
    """Recursive descent; `kind` and `text` are of the token ahead, "" at the end."""

    def __init__(self, text: str) -> None:
        self._source, self._at = text.rstrip(), 0
        self.steps: list[Step] = []
        self.kind = self.text = ""
        self._area = Area("", 0, 0, 0, 0)
        self._next()

    def _next(self) -> None:
        if self._at >= len(self._source):
            self.kind = self.text = ""
            return
        found = _TOKEN.match(self._source, self._at)
        if not found:
            rest = self._source[self._at :].lstrip()
            if rest.startswith("["):
                raise CannotComputeError("den räknar med en annan arbetsbok")
            raise CannotComputeError(f"”{rest[:20]}” är inget som programmet räknar med")
        self._at = found.end()
        self.kind = next(kind for kind in ("area", "number", "name", "sign") if found[kind] is not None)
        self.text = found[self.kind]
        if self.kind == "area":
            self._area = _area(found)

    def _take(self, signs: str) -> str:
        """The sign ahead if it is one of these."""
        text = self.text
        if self.kind == "sign" and text in signs:
            self._next()
            return text
        return ""

    def _demand(self, sign: str) -> None:
        if not self._take(sign):
            raise CannotComputeError(f"”{self.text or 'slutet'}” står där ”{sign}” väntades")

    def expression(self, depth: int) -> None:
        """A sum of terms."""
        if depth > MAX_DEPTH:
            raise CannotComputeError("den har för många parenteser i varandra")
        self._term(depth)
        while sign := self._take("+-"):
            self._term(depth)
            self.steps.append(Step(sign))

    def _term(self, depth: int) -> None:
        self._factor(depth)
        while sign := self._take("*/"):
            self._factor(depth)
            self.steps.append(Step(sign))

    def _factor(self, depth: int) -> None:
        negative = False
        while sign := self._take("+-"):
            negative ^= sign == "-"
        self._primary(depth)
        while self._take("%"):
            self.steps.append(Step("%"))
        if negative:
            self.steps.append(Step("minus"))

    def _primary(self, depth: int) -> None:
        kind, text = self.kind, self.text
        if self._take("("):
            self.expression(depth + 1)
            self._demand(")")
            return
        self._next()
        if kind == "number":
            self.steps.append(Step("number", float(text)))
        elif kind == "area":
            if not self._area.one:
                raise CannotComputeError(f"”{text}” är flera celler där en väntades")
            self.steps.append(Step("cell", area=self._area))
        elif kind == "name" and self._take("("):
            self._function(text, depth + 1)
        else:
            raise CannotComputeError(f"”{text or 'slutet'}” är inget som programmet räknar med")

    def _function(self, name: str, depth: int) -> None:
        if name.upper() == "SUM":
            count = 1
            self._argument(depth)
            while self._take(","):
                self._argument(depth)
                count += 1
            self.steps.append(Step("sum", count))
        elif name.upper() == "SUBTOTAL" and self.text in ("9", "109"):
            self._subtotal()
        elif name.upper() == "ROUND":
            self.expression(depth)
            self._demand(",")
            self.expression(depth)
            self.steps.append(Step("round"))
        else:
            raise CannotComputeError(f"programmet räknar inte med funktionen {name.upper()[:40]}")
        self._demand(")")

    def _subtotal(self) -> None:
        """After the opening bracket: the number of the sum, then areas."""
        number, count = float(self.text), 0
        self._next()
        while self._take(","):
            if self.kind != "area":
                raise CannotComputeError("programmet räknar inte med den sortens SUBTOTAL")
            self.steps.append(Step("part", number, self._area))
            self._next()
            count += 1
        self.steps.append(Step("sum", count))

    def _argument(self, depth: int) -> None:
        """Of SUM: cells count by what they hold, a calculation as the number that it is."""
        before = self._at, self.kind, self.text, self._area
        if self.kind == "area":
            area = self._area
            self._next()
            if not self.kind or (self.kind == "sign" and self.text in ",)"):
                self.steps.append(Step("area", area=area))
                return
            self._at, self.kind, self.text, self._area = before
        self.expression(depth)


def _area(found: re.Match[str]) -> Area:
    sheet = (found["sheet"] or "").removesuffix("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    if "[" in sheet:
        raise CannotComputeError("den räknar med en annan arbetsbok")
    if found["c1"]:
        top, left = int(found["r1"]) - 1, column_of(found["c1"])
        bottom = int(found["r2"]) - 1 if found["r2"] else top
        right = column_of(found["c2"]) if found["c2"] else left
    elif found["c3"]:
        top, bottom, left, right = 0, _LAST_ROW, column_of(found["c3"]), column_of(found["c4"])
    else:
        top, bottom, left, right = int(found["r3"]) - 1, int(found["r4"]) - 1, 0, _LAST_COLUMN
    if min(top, left, bottom, right) < 0 or max(top, bottom) > _LAST_ROW or max(left, right) > _LAST_COLUMN:
        raise CannotComputeError(f"”{found['area'].strip()}” är ingen cell")
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))
