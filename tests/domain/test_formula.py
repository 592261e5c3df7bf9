"""Formulas of computed columns: read, evaluated, and written for Excel with the same meaning."""

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.formula import (
    Binary,
    Constant,
    Formula,
    FormulaError,
    Name,
    Number,
    Sum,
    columns_of,
    evaluate,
    families_of,
    parse_formula,
    power_of_money,
    to_excel,
)

ROW: dict[str, Number] = {"a": 2, "b": 3, "c": Fraction(7, 2), "none": 0}
FAMILY: list[Number] = [1, Fraction(1, 2), 4]


def value_of(text: str) -> Number | None:
    return evaluate(parse_formula(text), ROW.get, lambda _: FAMILY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 2),
        ("12", 12),
        ("1.25", Fraction(5, 4)),
        ("a + b * c", Fraction(25, 2)),
        ("(a + b) * c", Fraction(35, 2)),
        ("a - b - c", Fraction(-9, 2)),
        ("a - (b - c)", Fraction(5, 2)),
        ("b / a / c", Fraction(3, 7)),
        ("sum(year) - a", Fraction(7, 2)),
        ("a/none", None),
        ("a + missing", None),
        ("sum", None),
    ],
)
def test_formula_has_the_value_that_arithmetic_gives(text: str, value: Number | None) -> None:
    assert value_of(text) == value


def test_sum_is_unknown_where_a_part_is() -> None:
    assert evaluate(parse_formula("1 + sum(year)"), ROW.get, lambda _: None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "saknar något i slutet"),
        ("a +", "saknar något i slutet"),
        ("(a", "saknar ”)”"),
        ("a b", "går inte att läsa vid ”b”"),
        ("a)", "går inte att läsa vid ”)”"),
        ("* a", "har ”*” där ett värde ska stå"),
        ("a ^ 2", "innehåller tecken som inte kan stå i en formel"),
        ("A1", "innehåller tecken"),
        ("__import__", "innehåller tecken"),
        ("sum()", "har ”)” där en kolumn ska stå"),
        ("sum(5)", "har ”5” där en kolumn ska stå"),
        ("sum(a + b)", "saknar ”)”"),
        ("1" * 201, "för lång"),
        ("(" * 200, "saknar något i slutet"),
    ],
)
def test_formula_that_cannot_be_read_says_why(text: str, expected: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse_formula(text)
    assert expected in str(error.value)


def test_deepest_formula_that_is_read_can_be_evaluated() -> None:
    assert value_of("(" * 99 + "a" + ")" * 99) == 2


def test_columns_and_families_are_told_apart() -> None:
    formula = parse_formula("rate * pay - sum(year) + 1")
    assert columns_of(formula) == {"rate", "pay", "year"}
    assert families_of(formula) == {"year"}


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("pay", 1),
        ("rate * pay * (1 + rate)", 1),
        ("sum(pay) - pay", 1),
        ("pay / pay", 0),
        ("rate / 12", 0),
        ("pay * pay", 2),
        ("pay / 2 + pay", 1),
    ],
)
def test_money_is_told_from_plain_numbers(text: str, power: int) -> None:
    assert power_of_money(parse_formula(text), lambda name: name == "pay") == power


@pytest.mark.parametrize("text", ["pay + 100", "rate - pay", "(pay + 1) * rate"])
def test_money_plus_a_number_is_refused(text: str) -> None:
    """100 would be öre on screen and kronor in Excel."""
    with pytest.raises(FormulaError, match="belopp och tal"):
        power_of_money(parse_formula(text), lambda name: name == "pay")


# ------------------------------------------------------------------------------------ Excel


def formulas() -> st.SearchStrategy[Formula]:
    leaves: st.SearchStrategy[Formula] = st.one_of(
        st.sampled_from(["a", "b", "c"]).map(Name),
        st.just(Sum("year")),
        st.integers(0, 99).map(lambda number: Constant(Fraction(number, 4))),
    )
    return st.recursive(
        leaves, lambda parts: st.builds(Binary, st.sampled_from("+-*/"), parts, parts), max_leaves=12
    )


def written(formula: Formula) -> str:
    return to_excel(formula, lambda column: column, lambda family: family)


def test_excel_formula_has_addresses_for_columns() -> None:
    formula = parse_formula("rate * (pay + 0.5) - sum(year)")
    addresses = {"rate": "B5", "pay": "C5", "year": "D5:G5"}
    assert to_excel(formula, addresses.__getitem__, addresses.__getitem__) == "B5*(C5+0.5)-SUM(D5:G5)"


@given(formulas())
def test_excel_formula_means_the_same(formula: Formula) -> None:
    """Excel's order of operations is that of Python, which reads the text here."""
    expected = evaluate(formula, ROW.get, lambda _: FAMILY)
    names = {name: Fraction(number) for name, number in ROW.items()}
    text = written(formula).replace("SUM(year)", "total")
    try:
        found = eval(text, {"__builtins__": {}}, {**names, "total": sum(FAMILY)})
    except ZeroDivisionError:
        assert expected is None
    else:
        assert expected is not None
        assert float(found) == pytest.approx(float(expected))


@given(formulas())
def test_written_formula_is_read_as_the_same_tree(formula: Formula) -> None:
    text = written(formula).replace("SUM", "sum")
    if len(text) <= 200:
        assert parse_formula(text) == formula


@given(st.integers(-50, 50), st.integers(-50, 50), st.sampled_from("+-*"))
def test_whole_numbers_stay_exact(one: int, other: int, sign: str) -> None:
    arithmetic = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
    found = evaluate(Binary(sign, Name("x"), Name("y")), {"x": one, "y": other}.get, lambda _: [])
    assert found == arithmetic(one, other)
    assert isinstance(found, int)
