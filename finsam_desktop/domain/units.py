"""The unit of an application's budget: kronor, or thousands of kronor (tkr).

An amount is öre whichever unit is chosen; the unit says how a plain number is read and how an amount
is shown in the budget sheets.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.arithmetic import Calculated, calculate
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.parse import (
    MAX_AMOUNT,
    Unparsed,
    format_amount,
    format_number,
    parse_amount,
    parse_number,
    plain_amount,
    plain_number,
)
from finsam_desktop.domain.values import Value

Unit = Literal["kr", "tkr"]
UNITS: tuple[Unit, ...] = ("kr", "tkr")
_CAPTIONS = {"kr": "kronor", "tkr": "tusental kronor (tkr)"}
_TKR_PLACES = 5
"""How many places the comma moves to make öre of tkr."""
_DASHES = ":-", ",-", ":–", ",–"
"""What ends an amount in kronor that is written without letters."""
_FACTORS: dict[Unit, str] = {"kr": "*1000", "tkr": "/1000"}
"""What makes a sum in the other unit one in this."""


def unit_of(application: Application) -> Unit:
    """The application's unit; kronor until another is chosen."""
    return "tkr" if application.meta.get("unit") == "tkr" else "kr"


def unit_caption(unit: Unit) -> str:
    """The unit in words: ”kronor”, ”tusental kronor (tkr)”."""
    return _CAPTIONS[unit]


def parse_in_unit(text: str, unit: Unit) -> int | Unparsed | None:
    """Amount in öre. A plain number is in the unit; ”12 kr” and ”12 tkr” say their own."""
    if unit == "kr" or any(char.isalpha() for char in text) or text.rstrip().endswith(_DASHES):
        return parse_amount(text)
    number = parse_number(text)
    return _from_tkr(text, number) if isinstance(number, Decimal) else number


def calculate_in_unit(text: str, unit: Unit) -> Calculated | Unparsed:
    """What a sum ("=12*34,5") comes to in a cell for an amount; its numbers are in the unit."""
    if unit == "kr":
        return calculate("amount", text)
    found = calculate("number", text)
    if isinstance(found, Unparsed):
        return found
    rounded = Decimal(found.value).quantize(Decimal(1).scaleb(-_TKR_PLACES), ROUND_HALF_UP)
    ore = _from_tkr(text, rounded)
    return Calculated(found.source, ore) if isinstance(ore, int) else ore


def _from_tkr(text: str, number: Decimal) -> int | Unparsed:
    ore = number.scaleb(_TKR_PLACES)
    if ore != ore.to_integral_value():
        return Unparsed(
            text, "Beloppet har delar av ett öre: skriv tkr med högst fem decimaler, till exempel 12,5."
        )
    if abs(ore) > MAX_AMOUNT:
        return Unparsed(
            text,
            "Beloppet är större än programmet kan räkna med: kontrollera att det inte är för många siffror.",
        )
    return int(ore)


def format_in_unit(ore: int, unit: Unit) -> str:
    """For reading, without the unit: ``4 418 130`` or ``4 418,13``; tkr with the decimals it needs."""
    if unit == "kr":
        return format_amount(ore)
    shown = format_number(_tkr(ore))
    return shown.rstrip("0") if "," in shown else shown


def format_with_unit(ore: int, unit: Unit) -> str:
    """For reading, with the unit: ``4 418 130 kr`` or ``4 418,13 tkr``."""
    return f"{format_in_unit(ore, unit)}\u00a0{unit}"


def plain_in_unit(ore: int, unit: Unit) -> str:
    """For editing and the clipboard, no grouping, ASCII minus; `parse_in_unit` gives the amount again."""
    return plain_amount(ore) if unit == "kr" else plain_number(_tkr(ore))


def _tkr(ore: int) -> Decimal:
    return Decimal(ore).scaleb(-_TKR_PLACES)


def set_unit(application: Application, unit: Unit) -> Change | None:
    """Choose the unit. Amounts stay; sums kept beside them are rewritten so that they still give them."""
    before = unit_of(application)
    if unit == before:
        return None
    values: dict[edits.Path, Value] = {("meta", "unit"): unit}
    for sheet in application.edition.sheets:
        amounts = {column.id for column in sheet.columns if column.kind == "amount"}
        for row, notes in application.notes.get(sheet.id, {}).items():
            for name, source in notes.items():
                kind, _, column = name.partition(":")
                if kind == "sum" and column.partition(":")[0] in amounts and isinstance(source, str):
                    amount = application.cell(sheet.id, row, column)
                    path = ("note", sheet.id, row, note_name("sum", column))
                    values[path] = _rewritten(source, amount, before, unit)
    return edits.set_values(application, values, f"Byt enhet till {unit_caption(unit)}")


def _rewritten(source: str, amount: Value, before: Unit, after: Unit) -> str | None:
    """The sum in the other unit; None for one that would not give the amount."""
    terms = source.strip().removeprefix("=")
    inner = terms.removeprefix("(").removesuffix(f"){_FACTORS[before]}")
    undone = len(inner) == len(terms) - len(f"(){_FACTORS[before]}")
    for sum_ in ([f"={inner}"] if undone else []) + [f"=({terms}){_FACTORS[after]}"]:
        found = calculate_in_unit(sum_, after)
        if isinstance(found, Calculated) and found.value == amount:
            return sum_
    return None
