"""Sums that people write in a cell, "=12*34500*1,4": numbers and + - * / ( ) %, nothing else.

There are no references and no functions, so that a sum means the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from finsam_desktop.domain.parse import MAX_AMOUNT, MAX_PERCENT, NUMBER_DECIMALS, NUMBER_DIGITS, Unparsed

MAX_LENGTH = 200
"""Characters; keeps the nesting of parentheses within what the interpreter can follow."""
Kind = Literal["amount", "percent", "number"]

_SPACES = "\u00a0\u202f\u2009"
_MINUS = "\u2212\u2013"
_NUMBER = r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"\s*(?:(?P<number>{_NUMBER})|(?P<sign>[-+*/()%]))")


@dataclass(frozen=True, slots=True)
class Calculated:
    """A sum as it was written, and what it comes to: öre for an amount, else percent or a plain number."""

    source: str
    value: int | Decimal


class _SumError(ValueError):
    """Why a sum cannot be computed; the message is Swedish."""


def is_sum(text: str) -> bool:
    """Whether the text is meant as a sum: it begins with an equals sign."""
    return text.lstrip().startswith("=")


def calculate(kind: Kind, text: str) -> Calculated | Unparsed:
    """What a sum comes to in a cell of the kind; amounts are whole öre, halves away from zero.

    In a cell for percent a sum without a percent sign is in percent: "=150/2" is 75 %.
    """
    try:
        reader = _Reader(text)
        number = reader.whole()
        return Calculated(text.strip(), _as_value(kind, number, in_percent=reader.percent))
    except _SumError as error:
        return Unparsed(text, str(error))


def excel_formula(source: str) -> str:
    """The sum as Excel writes it, without the equals sign: "12*34500*1.4"."""
    return "".join(token.replace(" ", "").replace(",", ".") for token in _tokens(source))


def _as_value(kind: Kind, number: Fraction, *, in_percent: bool) -> int | Decimal:
    if kind == "amount":
        ore = _rounded(number * 100)
        if abs(ore) > MAX_AMOUNT:
            raise _SumError("Beloppet är för stort.")
        return ore
    if kind == "percent":
        number = number * 100 if in_percent else number
        if not 0 <= number <= MAX_PERCENT:
            raise _SumError(f"Andelen ska vara mellan 0 och {MAX_PERCENT} %.")
    decimals = 4 if kind == "percent" else NUMBER_DECIMALS
    if abs(number) >= 10 ** (NUMBER_DIGITS - 1):
        raise _SumError("Talet är för stort.")
    return Decimal(_rounded(number * 10**decimals)).scaleb(-decimals).normalize() + 0


def _rounded(number: Fraction) -> int:
    whole = int(abs(number) + Fraction(1, 2))
    return whole if number >= 0 else -whole


def _tokens(text: str) -> Iterator[str]:
    tidy = text.strip().removeprefix("=")
    tidy = tidy.translate(str.maketrans(_SPACES + _MINUS, " " * len(_SPACES) + "-" * len(_MINUS)))
    if len(tidy) > MAX_LENGTH:
        raise _SumError(f"Räkneuttrycket är för långt: högst {MAX_LENGTH} tecken.")
    tidy, place = tidy.rstrip(), 0
    while place < len(tidy):
        found = _TOKEN.match(tidy, place)
        if found is None:
            raise _SumError(
                f"”{tidy[place:].split()[0]}” kan inte räknas. Skriv tal och + - * / ( ) %, till exempel"
                " =12*34500*1,4."
            )
        yield found["number"] or found["sign"]
        place = found.end()


class _Reader:
    """Reads a sum once, from left to right: terms, factors, numbers."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.percent = False

    def whole(self) -> Fraction:
        number = self._sum()
        if self.place < len(self.tokens):
            raise _SumError(f"Räkneuttrycket går inte att läsa vid ”{self.tokens[self.place]}”.")
        return number

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str:
        token = self._next()
        if token not in wanted or not token:
            return ""
        self.place += 1
        return token

    def _sum(self) -> Fraction:
        number = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            number = number + other if sign == "+" else number - other
        return number

    def _product(self) -> Fraction:
        number = self._signed()
        while sign := self._take("*", "/"):
            other = self._signed()
            if sign == "/" and other == 0:
                raise _SumError("Räkneuttrycket delar med noll.")
            number = number * other if sign == "*" else number / other
        return number

    def _signed(self) -> Fraction:
        if self._take("-"):
            return -self._signed()
        if self._take("+"):
            return self._signed()
        number = self._number()
        while self._take("%"):
            self.percent = True
            number /= 100
        return number

    def _number(self) -> Fraction:
        if self._take("("):
            number = self._sum()
            if not self._take(")"):
                raise _SumError("En parentes saknas i räkneuttrycket.")
            return number
        token = self._next()
        if not token or not token[0].isdigit():
            raise _SumError("Ett tal saknas i räkneuttrycket.")
        self.place += 1
        return Fraction(token.replace(" ", "").replace(",", "."))
