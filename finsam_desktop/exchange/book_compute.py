"""Computes formulas that were saved without values, where they are sums and arithmetic over cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from finsam_desktop.exchange.book import BookCell, CellValue, place
from finsam_desktop.exchange.book_formula import Area, CannotComputeError, NoValueError, Step, compile_formula
from finsam_desktop.exchange.book_gather import Gathering, Shown, Unsaved

MAX_VISITS = 3_000_000
"""Cells that all formulas together may look at."""
_WITHOUT_HIDDEN = 109
"""The number of a SUBTOTAL that leaves out hidden rows."""
_SUBTOTAL = re.compile(r"\bSUBTOTAL\(", re.IGNORECASE)
_MOST_FOLLOWING = 5
"""Formulas that lack a value because another does which are told one by one."""
_Place = tuple[int, int, int]
"""Number of the sheet, row and column."""


def compute(found: Gathering) -> None:
    """Put values into the cells that `found` has noted as unsaved; where that cannot be, say so."""
    if found.unsaved:
        _Computer(found).run()


class _Computer:
    def __init__(self, found: Gathering) -> None:
        self._found = found
        self._sheets = found.sheets
        self._numbers = {sheet.name.casefold(): number for number, sheet in enumerate(found.sheets)}
        order = {id(sheet): number for number, sheet in enumerate(found.sheets)}
        self._waiting: dict[_Place, Unsaved] = {
            (order[id(one.sheet)], one.row, one.column): one for one in found.unsaved
        }
        self._steps: dict[_Place, Sequence[Step]] = {}
        self._visits = 0
        self._following: list[str] = []
        """What is said of formulas that only lack what other formulas lack."""

    def run(self) -> None:
        for start in list(self._waiting):
            self._settle(start)
        for message in self._following[:_MOST_FOLLOWING]:
            self._found.say(message)
        if (more := len(self._following) - _MOST_FOLLOWING) > 0:
            lead, they = ("En formel", "den") if more == 1 else (f"{more} formler", "de")
            self._found.say(f"{lead} till räknas inte ut, för {they} bygger på sådana celler.")

    def _settle(self, start: _Place) -> None:
        """Compute a cell after all that it needs; by a stack of our own, for chains have no end."""
        stack = [start]
        while stack:
            at = stack[-1]
            if at not in self._waiting:
                stack.pop()
                continue
            try:
                if at in self._steps:
                    self._store(at, self._value(at))
                else:
                    self._steps[at] = compile_formula(self._waiting[at].formula)
                    stack += self._needed(at)
            except NoValueError as error:
                self._following.append(self._given_up(at, str(error)))
            except CannotComputeError as error:
                self._found.say(self._given_up(at, str(error)))

    def _needed(self, at: _Place) -> list[_Place]:
        """The cells that must be computed first. One that itself waits for this one makes a ring."""
        needed: dict[_Place, None] = {}
        for step in self._steps[at]:
            if step.area:
                needed.update(
                    dict.fromkeys(one for one in self._places(at, step.area) if one in self._waiting)
                )
        if any(one in self._steps for one in needed):
            raise CannotComputeError("den räknar med sig själv, direkt eller genom andra celler")
        return list(needed)

    def _places(self, at: _Place, area: Area) -> Iterator[_Place]:
        """The places of an area that hold something."""
        number = self._numbers.get(area.sheet.casefold(), -1) if area.sheet else at[0]
        if number < 0:
            raise CannotComputeError(f"bladet ”{area.sheet}” finns inte")
        cells = self._sheets[number].cells
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        self._visits += min(size, len(cells))
        if self._visits > MAX_VISITS:
            raise CannotComputeError("arbetsboken har för mycket att räkna")
        if size <= len(cells):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    if (row, column) in cells:
                        yield number, row, column
        else:
            for row, column in cells:
                if area.top <= row <= area.bottom and area.left <= column <= area.right:
                    yield number, row, column

    def _value(self, at: _Place) -> CellValue:
        steps = self._steps[at]
        if len(steps) == 1 and steps[0].act == "cell" and steps[0].area:
            return next((self._held(one) for one in self._places(at, steps[0].area)), 0)
        stack: list[float] = []
        try:
            for step in steps:
                self._do(step, at, stack)
            return _tidy(stack.pop())
        except ZeroDivisionError:
            raise CannotComputeError("den delar med noll") from None
        except (OverflowError, ArithmeticError):
            raise CannotComputeError("talet blir för stort") from None

    def _do(self, step: Step, at: _Place, stack: list[float]) -> None:
        if step.act == "number":
            stack.append(step.number)
        elif step.area:
            values = [(one, self._held(one)) for one in self._places(at, step.area)]
            if step.act in ("area", "part"):
                shown = [value for one, value in values if step.act == "area" or self._is_part(one, step)]
                stack.append(sum(self._number(value) for value in shown if _counts(value)))
            else:
                stack.append(self._only(values))
        elif step.act == "minus":
            stack[-1] = -stack[-1]
        elif step.act == "%":
            stack[-1] /= 100
        elif step.act == "sum":
            count = int(step.number)
            stack[-count:] = [sum(stack[-count:])]
        else:
            right = stack.pop()
            stack.append(_combine(step.act, stack.pop(), right))

    def _is_part(self, at: _Place, step: Step) -> bool:
        """Whether SUBTOTAL counts the cell: it leaves out its own kind, and may leave out hidden rows."""
        sheet = self._sheets[at[0]]
        hidden = step.number == _WITHOUT_HIDDEN and at[1] in sheet.hidden_rows
        return not hidden and not _SUBTOTAL.search(sheet.cells[at[1:]].formula)

    def _held(self, at: _Place) -> CellValue:
        """What a cell holds that is not waiting any more."""
        value = self._sheets[at[0]].cells[at[1:]].value
        if value is None:
            raise NoValueError(f"{self._name(at)} har inget värde")
        return value

    def _only(self, values: list[tuple[_Place, CellValue]]) -> float:
        """The number in a cell that arithmetic names, 0 where it is empty."""
        for at, value in values:
            if isinstance(value, str):
                raise CannotComputeError(f"{self._name(at)} är text och inget tal")
            return self._number(value)
        return 0.0

    def _number(self, value: CellValue) -> float:
        return self._found.number_of(value) if isinstance(value, date) else float(value or 0)

    def _name(self, at: _Place) -> str:
        return place(self._sheets[at[0]].name, *at[1:])

    def _store(self, at: _Place, value: CellValue) -> None:
        one = self._waiting.pop(at)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = self._found.as_shown(one.sheet, one.row, one.column, value, one.shown)
        percent = one.shown is Shown.PERCENT
        computed = not (one.saved_zero and value == 0)
        one.sheet.cells[one.row, one.column] = BookCell(value, one.formula, percent, computed)

    def _given_up(self, at: _Place, why: str) -> str:
        """What is said of it. A saved 0 stays, for it may well be true; what had no value has none."""
        one = self._waiting.pop(at)
        lead = "formeln har inget sparat värde och räknas inte ut"
        if one.saved_zero:
            lead = "formeln har kanske inte räknats ut sedan den skrevs, och programmet kan inte göra det"
        return f"{self._name(at)}: {lead}, för {why}. Öppna filen i Excel och spara den på nytt."


def _counts(value: CellValue) -> bool:
    """Whether SUM counts what stands in a cell: numbers and dates, neither text nor truth."""
    return not isinstance(value, (str, bool))


def _combine(act: str, left: float, right: float) -> float:
    if act == "+":
        return left + right
    if act == "-":
        return left - right
    if act == "*":
        return left * right
    if act == "/":
        return left / right
    digits = max(-20, min(20, int(right)))
    return float(Decimal(repr(left)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _tidy(number: float) -> int | float:
    """With 15 digits, as Excel shows and saves it, so that 0.1 + 0.2 is 0.3."""
    tidy = float(f"{number:.15g}")
    if tidy in (float("inf"), float("-inf")) or tidy != tidy:
        raise OverflowError
    return tidy
