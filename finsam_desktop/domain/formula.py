"""Formulas of computed columns, as the form definitions write them.

The language has column ids, numbers, `+ - * / ( )` and `sum(family)`, nothing else: no
references to other rows, no functions of Python. One tree is evaluated on screen and
written out as an Excel formula, so both mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction
"""Amounts are öre, shares are fractions of one (100 % is 1)."""

MAX_LENGTH = 200
"""Characters; keeps the nesting of parentheses within what the interpreter can follow."""

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>[-+*/()]))")


class FormulaError(ValueError):
    """A formula that cannot be read; the message is Swedish."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a column in the same row."""

    column: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum over all columns of a family in the same row."""

    family: str


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Formula
    right: Formula


Formula = Constant | Name | Sum | Binary


def parse_formula(text: str) -> Formula:
    """The tree of `text`. Raises `FormulaError`, in Swedish, when it cannot be read."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"formeln är för lång; väntade högst {MAX_LENGTH} tecken")
    parser = _Parser(text)
    tree = parser.terms()
    if parser.peek():
        raise FormulaError(f"formeln ”{text}” går inte att läsa vid ”{parser.peek()}”")
    return tree


def columns_of(formula: Formula) -> set[str]:
    """Ids of the columns that the formula reads (families for `sum`)."""
    match formula:
        case Name(column):
            return {column}
        case Sum(family):
            return {family}
        case Binary(_, left, right):
            return columns_of(left) | columns_of(right)
    return set()


def families_of(formula: Formula) -> set[str]:
    """Ids of the families that the formula sums."""
    match formula:
        case Sum(family):
            return {family}
        case Binary(_, left, right):
            return families_of(left) | families_of(right)
    return set()


def power_of_money(formula: Formula, is_money: Callable[[str], bool]) -> int:
    """1 for a formula that gives an amount, 0 for one that gives a number or a share.

    Raises `FormulaError` for one that adds amounts to plain numbers: öre on screen are kronor
    in a workbook, so such a sum would differ between the two.
    """
    match formula:
        case Name(column) | Sum(column):
            return int(is_money(column))
        case Constant():
            return 0
        case Binary(sign, left, right):
            one, other = power_of_money(left, is_money), power_of_money(right, is_money)
            if sign in "*/":
                return one + other if sign == "*" else one - other
            if one != other:
                raise FormulaError(f"formeln lägger ihop belopp och tal vid ”{sign}”")
            return one


def evaluate(
    formula: Formula, value: Callable[[str], Number | None], values: Callable[[str], list[Number] | None]
) -> Number | None:
    """The formula's value, or None where something it needs is unknown or divides by zero.

    `value` gives a column of the row and `values` all columns of a family.
    """
    match formula:
        case Name(column):
            return value(column)
        case Sum(family):
            parts = values(family)
            return None if parts is None else sum(parts)
        case Constant(number):
            return number
        case Binary(sign, left, right):
            return _combine(sign, evaluate(left, value, values), evaluate(right, value, values))


def _combine(sign: str, left: Number | None, right: Number | None) -> Number | None:
    if left is None or right is None:
        return None
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return Fraction(left) / right if right else None


def to_excel(formula: Formula, cell: Callable[[str], str], area: Callable[[str], str]) -> str:
    """The same formula with cell addresses, without the leading equals sign."""
    match formula:
        case Name(column):
            return cell(column)
        case Sum(family):
            return f"SUM({area(family)})"
        case Constant(number):
            return str(float(number)) if number.denominator > 1 else str(number.numerator)
        case Binary(sign, left, right):
            return f"{_wrapped(left, sign, cell, area)}{sign}{_wrapped(right, sign, cell, area, right=True)}"


def _wrapped(
    formula: Formula,
    sign: str,
    cell: Callable[[str], str],
    area: Callable[[str], str],
    *,
    right: bool = False,
) -> str:
    text = to_excel(formula, cell, area)
    needs = isinstance(formula, Binary) and (formula.sign in "+-" or right) and (sign in "*/" or right)
    return f"({text})" if needs else text


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        position = 0
        while text[position:].strip():
            match = _TOKEN.match(text, position)
            if not match:
                raise FormulaError(f"formeln ”{text}” innehåller tecken som inte kan stå i en formel")
            self.tokens.append(match.group().strip())
            position = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            missing = f"”{expected}”" if expected else "något i slutet"
            raise FormulaError(f"formeln ”{self.text}” saknar {missing}")
        self.at += 1
        return token

    def terms(self) -> Formula:
        tree = self.factors()
        while self.peek() in ("+", "-"):
            tree = Binary(self.take(), tree, self.factors())
        return tree

    def factors(self) -> Formula:
        tree = self.atom()
        while self.peek() in ("*", "/"):
            tree = Binary(self.take(), tree, self.atom())
        return tree

    def atom(self) -> Formula:
        token = self.take()
        if token == "(":
            tree = self.terms()
            self.take(")")
            return tree
        if token == "sum" and self.peek() == "(":
            self.take("(")
            family = self.take()
            if not family[0].isalpha():
                raise FormulaError(f"formeln ”{self.text}” har ”{family}” där en kolumn ska stå")
            self.take(")")
            return Sum(family)
        if token[0].isdigit():
            return Constant(Fraction(token))
        if token[0].isalpha():
            return Name(token)
        raise FormulaError(f"formeln ”{self.text}” har ”{token}” där ett värde ska stå")
