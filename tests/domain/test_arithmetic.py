"""Sums in a cell: what they come to, and what is said of those that cannot be computed."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.arithmetic import Calculated, Kind, calculate, excel_formula, is_sum
from finsam_desktop.domain.parse import Unparsed


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("amount", "=12*34500*1,4", 579_600_00),
        ("amount", "=1899065/2", 949_532_50),
        ("amount", "=1 899 065/2", 949_532_50),
        ("amount", "=1\u00a0899\u00a0065 - 65", 1_899_000_00),
        ("amount", "=100/3", 33_33),
        ("amount", "=-100/3", -33_33),
        ("amount", "= (2+3) * 4 ", 20_00),
        ("amount", "=2+3*4", 14_00),
        ("amount", "=8-3-2", 3_00),
        ("amount", "=100/5/2", 10_00),
        ("amount", "=500000*40,15%", 200_750_00),
        ("amount", "=\u22125+7", 2_00),
        ("amount", "=0,005", 1),
        ("amount", "=--5", 5_00),
        ("percent", "=150/2", Decimal(75)),
        ("percent", "=50%*1,5", Decimal(75)),
        ("number", "=7/2", Decimal("3.5")),
        ("number", "=1/3", Decimal("0.333333333333")),
        ("number", "=10*10", Decimal(100)),
    ],
)
def test_sum_comes_to(kind: Kind, text: str, value: int | Decimal) -> None:
    assert calculate(kind, text) == Calculated(text.strip(), value)


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("amount", "=A1+2", "”A1+2” kan inte räknas"),
        ("amount", "=SUM(1,2)", "kan inte räknas"),
        ("amount", "=1/0", "delar med noll"),
        ("amount", "=(1+2", "parentes saknas"),
        ("amount", "=1+2)", "vid ”)”"),
        ("amount", "=", "tal saknas"),
        ("amount", "=5 6", "vid ”6”"),
        ("amount", "=1**2", "tal saknas"),
        ("amount", "=" + "9" * 18, "för stort"),
        ("amount", "=" + "1+" * 150 + "1", "för långt"),
        ("amount", "=" + "(" * 190, "saknas"),
        ("percent", "=2000", "mellan 0 och 1000"),
        ("percent", "=-5", "mellan 0 och 1000"),
        ("number", "=10*" + "9" * 14, "för stort"),
    ],
)
def test_what_cannot_be_computed_is_kept_and_said(kind: Kind, text: str, words: str) -> None:
    found = calculate(kind, text)
    assert isinstance(found, Unparsed)
    assert found.text == text
    assert words in found.reason


def test_sum_begins_with_an_equals_sign() -> None:
    assert is_sum(" =1")
    assert not is_sum("1=1")


@pytest.mark.parametrize(
    ("source", "formula"),
    [("=12*34500*1,4", "12*34500*1.4"), ("= 1 899 065 / 2", "1899065/2"), ("=50%*\u22122", "50%*-2")],
)
def test_excel_writes_the_same_sum(source: str, formula: str) -> None:
    assert excel_formula(source) == formula


_NUMBERS = st.decimals(0, 10**6, places=2).map(str)


@st.composite
def _sums(draw: st.DrawFn, depth: int = 0) -> str:
    if depth > 3 or draw(st.booleans()):
        return draw(_NUMBERS)
    left, right = draw(_sums(depth + 1)), draw(_sums(depth + 1))
    return f"({left}{draw(st.sampled_from('+-*'))}{right})"


@given(_sums())
def test_sum_means_what_it_means_in_mathematics(text: str) -> None:
    found = calculate("amount", f"={text.replace('.', ',')}")
    if isinstance(found, Unparsed):
        assert "stort" in found.reason or "långt" in found.reason
        return
    exact = eval(re.sub(r"[\d.]+", lambda number: f"Fraction({number[0]!r})", text))
    assert abs(found.value - exact * 100) <= Fraction(1, 2)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(calculate("amount", f"={text}"), Calculated | Unparsed)
