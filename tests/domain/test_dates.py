"""Days and periods as people write them in running text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.dates import mentions, read_periods

YEAR_2022 = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-01 till 2022-12-31",
        "2022 01 01 – 2022 12 31",
        "22-01-01 - 22-12-31",
        "startade 1/1–2022 och pågår till 31/12–2022",
        "1/1-31/12 2022",
        "1/1/2022 t.o.m. 31/12/2022",
        "1/1–31/12-22",
        "från den 1 januari 2022 till och med den 31 december 2022",
        "1 januari–31 december 2022",
        "mellan 1 januari 2022 och 31 december 2022",
        "jan 2022–dec 2022",
        "januari till december 2022",
        "2022-01–2022-12",
        "2022 - 2022",
    ],
)
def test_period_is_read_as_exactly_as_it_is_written(text: str) -> None:
    ((span,), days) = read_periods(f"Insatsen {text}.")
    assert (span.start[0], span.end[1]) == YEAR_2022
    assert span.fits(*YEAR_2022)
    assert not span.fits(date(2021, 12, 31), YEAR_2022[1])
    assert not span.fits(YEAR_2022[0], date(2023, 1, 1))
    assert days == []


def test_period_in_years_fits_days_within_them() -> None:
    ((span,), _) = read_periods("Period 2024-2026")
    assert span.text == "2024-2026"
    assert span.fits(date(2024, 9, 1), date(2026, 8, 30))
    assert not span.fits(date(2024, 9, 1), date(2025, 8, 30))


def test_months_over_the_turn_of_the_year_take_the_year_before() -> None:
    ((span,), _) = read_periods("november–mars 2023")
    assert (span.start[0], span.end[1]) == (date(2022, 11, 1), date(2023, 3, 31))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("beslut 2022-06-16 i styrelsen", [date(2022, 6, 16)]),
        ("Vi startar 1 januari 2022.", [date(2022, 1, 1)]),
        ("2022-01-01 och 2022-06-01", [date(2022, 1, 1), date(2022, 6, 1)]),
        ("2022-06-01 till 2022-01-01", [date(2022, 6, 1), date(2022, 1, 1)]),
        ("2022-01-01\n2022-06-01", [date(2022, 1, 1), date(2022, 6, 1)]),
        ("7 juni, 1/1 2023 - 15 deltagare", [date(2023, 1, 1)]),
        ("30 februari 2023, 1/1, oktober 2020 och 2021", []),
        ("31/12–1/1", []),
        ("Telefon 018-12 34 56, dnr 2017-38-01, dnr 2017:38, 50/50, 171023, 3500-4000", []),
    ],
)
def test_what_is_no_period(text: str, days: list[date]) -> None:
    assert read_periods(text) == ([], days)


def test_mentions_say_where_they_stand_and_what_they_lack() -> None:
    text = "Start 15/3, HT2024 och 7 juni samt 1:a maj 2025"
    found = mentions(text)
    assert [(one.text, one.year, one.month, one.day) for one in found] == [
        ("15/3", 0, 3, 15),
        ("2024", 2024, 0, 0),
        ("7 juni", 0, 6, 7),
        ("1:a maj 2025", 2025, 5, 1),
    ]
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_two_days_in_order_are_a_period(one: date, other: date) -> None:
    first, last = sorted((one, other))
    ((span,), _) = read_periods(f"{first} till {last.day}/{last.month}-{last.year}")
    assert (span.start, span.end) == ((first, first), (last, last))
    assert span.fits(first, last)
