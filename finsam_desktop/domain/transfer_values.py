"""Values as an application's JSON has them, both ways.

Amounts are numbers in kronor, shares numbers in percent, dates ISO text, formatted text blocks.
What could not be parsed is the text as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from finsam_desktop.domain import richtext
from finsam_desktop.domain.parse import (
    MAX_AMOUNT,
    MAX_PERCENT,
    NUMBER_DECIMALS,
    NUMBER_DIGITS,
    Unparsed,
    parse_amount,
    parse_date,
    parse_number,
    parse_percent,
    plain_amount,
    plain_number,
)
from finsam_desktop.domain.values import Value, cleaned, is_rich

_PARSERS: dict[str, Callable[[str], Value]] = {
    "amount": parse_amount,
    "number": parse_number,
    "percent": parse_percent,
    "date": parse_date,
}


_T = TypeVar("_T")


class WrongValueError(ValueError):
    """A value that cannot stand in its place; the message says what was expected, in Swedish."""


def to_json_value(value: Value) -> Any:
    """Plain JSON data; a number that JSON's readers would round is written as text."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return kronor(value)
        case Decimal():
            return _number(value, plain_number(value))
        case date():
            return value.isoformat()
        case Unparsed(text):
            return text
        case tuple() if is_rich(value):
            return richtext.to_json(value)
    return list(value) if value else None


def kronor(ore: int) -> int | float | str:
    """Öre as a number in kronor."""
    return _number(Decimal(ore).scaleb(-2), plain_amount(ore))


def _number(number: Decimal, text: str) -> int | float | str:
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else text


def from_json_value(kind: str, data: object, choices: Sequence[str] = ()) -> Value:
    """The value of a field or cell of the type `kind`; a text is read as a person would have typed it.

    None for what is empty. Raises `WrongValueError`.
    """
    if data is None:
        return None
    match kind:
        case "rich":
            return _rich(data)
        case "yesno":
            return _is(bool, data, "true eller false")
        case "choices":
            return _choices(data, choices)
        case "amount" | "number" | "percent" | "date":
            if isinstance(data, str):
                return cleaned(_PARSERS[kind](data))
            if kind == "date":
                raise WrongValueError("ett datum som text")
            return _amount(data) if kind == "amount" else _plain_number(kind, data)
    return cleaned(_is(str, data, "text"))


def _is(kind: type[_T], data: object, expected: str) -> _T:
    if isinstance(data, kind):
        return data
    raise WrongValueError(expected)


def _rich(data: object) -> Value:
    try:
        return richtext.from_json(data) or None
    except richtext.RichTextError as error:
        raise WrongValueError(f"formaterad text ({error})") from None


def _choices(data: object, choices: Sequence[str]) -> Value:
    if isinstance(data, list) and all(one in choices for one in data):
        return tuple(one for one in choices if one in data) or None
    raise WrongValueError(f"en lista med några av {', '.join(choices)}")


def _amount(data: object) -> int:
    number = _decimal(data)
    ore = number.scaleb(2) if number is not None else None
    if ore is None or ore != ore.to_integral_value() or abs(ore) > MAX_AMOUNT:
        raise WrongValueError("ett belopp i kronor med högst två decimaler")
    return int(ore)


def _plain_number(kind: str, data: object) -> Decimal:
    number = _decimal(data)
    if number is None or abs(number) >= 10**NUMBER_DIGITS or round(number, NUMBER_DECIMALS) != number:
        expected = f"ett tal med högst {NUMBER_DIGITS} siffror och {NUMBER_DECIMALS} decimaler"
        raise WrongValueError(expected)
    if kind == "percent" and not 0 <= number <= MAX_PERCENT:
        raise WrongValueError(f"procent från 0 till {MAX_PERCENT}")
    return number


def _decimal(data: object) -> Decimal | None:
    """The number exactly as it was written, None for what is no number or too large."""
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        return None
    if isinstance(data, Decimal) and not data.is_finite():
        return None
    if not -(10 ** (NUMBER_DIGITS + 1)) < data < 10 ** (NUMBER_DIGITS + 1):
        return None
    number = Decimal(repr(data)) if isinstance(data, float) else Decimal(data)
    return number if len(number.as_tuple().digits) < 28 else None
