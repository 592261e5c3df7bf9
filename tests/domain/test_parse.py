"""Text to money, percent, number and date and back: what people write, what is refused, inverses."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finsam_desktop.domain import parse
from finsam_desktop.domain.parse import Unparsed

Parser = Callable[[str], object]
PARSERS: list[Parser] = [parse.parse_amount, parse.parse_percent, parse.parse_number, parse.parse_date]

AMOUNTS = {
    "0": 0,
    "-0": 0,
    "4 418 130 kr": 441_813_000,
    "2 904 400": 290_440_000,
    "3 222 836 Kr": 322_283_600,
    "4\u00a0418\u202f130": 441_813_000,
    "4\u2009418\u2009130 kronor": 441_813_000,
    "4\t418\t130\tSEK": 441_813_000,
    "4'418'130": 441_813_000,
    "4’418’130": 441_813_000,
    "  1899065\n": 189_906_500,
    "\ufeff1899065\u200e": 189_906_500,
    "−500": -50_000,
    "–500 kr": -50_000,
    "- 500": -50_000,
    "500:-": 50_000,
    "500,-": 50_000,
    "500,–": 50_000,
    "1 000 kr.": 100_000,
    "1 krona": 100,
    "1,5": 150,
    "1.5": 150,
    "1,50 kr": 150,
    "-0,50": -50,
    "1.234.567": 123_456_700,
    "1,234,567": 123_456_700,
    "1.234.567,50": 123_456_750,
    "1,234.50": 123_450,
    "1 234.5": 123_450,
    "1234,50": 123_450,
    "4 418 tkr": 441_800_000,
    "4.418,5 tkr": 441_850_000,
    "0,00001 tkr": 1,
    "1,2 mkr": 120_000_000,
    "1,2 Mnkr": 120_000_000,
    "1 000 000 000 000 000": 10**17,
    "-1000000000000000": -(10**17),
    "0" * 5000 + "7": 700,
}

# The text, and the words of the reason that make it this reason and no other.
REFUSED_AMOUNTS = {
    "1.234": "skriv 1\u00a0234 eller 1,23",
    "1,234": "tusental eller decimaler",
    "12,345 kr": "skriv 12\u00a0345 eller 12,34",
    "4,418 tkr": "hela kronor",
    "0,123": "högst två decimaler",
    "1.234,567": "högst två decimaler",
    "0,000001 tkr": "delar av ett öre",
    "12 34": "grupper om tre",
    "1  234": "grupper om tre",
    "0 123": "grupper om tre",
    "1.2.3": "grupper om tre",
    "1 234.567.890": "grupper om tre",
    "1,234,50": "grupper om tre",
    "1.234.567.5": "grupper om tre",
    "50 %": "Procent",
    "oklart": "bokstäver",
    "1e5": "bokstäver",
    "inf": "bokstäver",
    "NaN": "bokstäver",
    "kr 500": "bokstäver",
    "100-200": "två tal",
    "100 – 200": "två tal",
    "100-": "Minustecknet",
    "--5": "Minustecknet",
    "(500)": "Parenteser",
    "5²": "siffertecken",
    "½": "siffertecken",
    "１２": "siffertecken",
    "٣": "siffertecken",
    "5\n6": "flera rader",
    "kr": "saknar siffror",
    "-": "saknar siffror",
    "12,": "decimaltecken",
    ",5": "decimaltecken",
    "€5": "”€”",
    "5\x005": "U+0000",
    "=5": "”=”",
    "1000000000000000,01": "större än",
    "9" * 5000: "större än",
}

PERCENT = {
    "100%": "100",
    "50 %": "50",
    "50": "50",
    "62,5 %": "62.5",
    "62.125 %": "62.125",
    "600 %": "600",
    "1 000 %": "1000",
    "0": "0",
    "-0 %": "0",
    "0,5 %": "0.5",
    "1 procent": "1",
    "1,5": "1.5",
    "33,3333": "33.3333",
}

REFUSED_PERCENT = {
    "0,5": "0,5 betyder 50 % eller 0,5 %",
    "1": "1 betyder 100 % eller 1 %",
    "1,0": "1 betyder 100 % eller 1 %",
    "-5 %": "negativ",
    "1000,5 %": "över 1 000 %",
    "1,000 %": "skriv 1\u00a0000 % eller 1 %",
    "33,33333": "högst fyra",
    "50 kr": "bokstäver",
    "50 %%": "Procenttecknet",
    "50-75 %": "två tal",
    "%": "saknar siffror",
}

NUMBERS = {
    "0": "0",
    "2 024": "2024",
    "-1,5": "-1.5",
    "1234,567": "1234.567",
    "0,125": "0.125",
    "1,2340": "1.234",
    "1.234,567": "1234.567",
    "9" * 15 + "," + "9" * 12: "9" * 15 + "." + "9" * 12,
}

REFUSED_NUMBERS = {
    "1,234": "skriv 1\u00a0234 eller 1,2340",
    "10 st": "bokstäver",
    "5 %": "utan procenttecken",
    "1" * 16: "högst 15 siffror",
    "0," + "1" * 13: "högst tolv",
}

DATES = {
    "2025-07-01": date(2025, 7, 1),
    "2025-7-1": date(2025, 7, 1),
    "2025-07-01.": date(2025, 7, 1),
    "18-01-01": date(2018, 1, 1),
    "1/1-2023": date(2023, 1, 1),
    "30/11-2023": date(2023, 11, 30),
    "3/10-2018": date(2018, 10, 3),
    "3/10-18": date(2018, 10, 3),
    "30/11 2023": date(2023, 11, 30),
    "30/11 - 2023": date(2023, 11, 30),
    "2024 09 01": date(2024, 9, 1),
    "2024/09/01": date(2024, 9, 1),
    "2024.09.01": date(2024, 9, 1),
    "171023": date(2017, 10, 23),
    "20171023": date(2017, 10, 23),
    "2017 -10- 23": date(2017, 10, 23),
    "31/12–2022": date(2022, 12, 31),
    "2022‑12−31": date(2022, 12, 31),
    "1 januari 2024": date(2024, 1, 1),
    "den 1 jan 2024": date(2024, 1, 1),
    "1 jan. 2024": date(2024, 1, 1),
    "Den 1:a MARS 2024": date(2024, 3, 1),
    "1 sept 24": date(2024, 9, 1),
    "13/02/2023": date(2023, 2, 13),
    "02/13/2023": date(2023, 2, 13),
    "2.2.2023": date(2023, 2, 2),
    "29/2-2024": date(2024, 2, 29),
    "1990-01-01": date(1990, 1, 1),
    "2099-12-31": date(2099, 12, 31),
}

REFUSED_DATES = {
    "oktober 2020": "Dagen saknas",
    "Okt. 2020": "Dagen saknas",
    "2020-10": "Dagen saknas",
    "10/2020": "Dagen saknas",
    "maj": "Dagen saknas",
    "2020": "Dagen och månaden saknas",
    "1/1": "Året saknas",
    "1 maj": "Året saknas",
    "01/02/2023": "skriv 2023-02-01 eller 2023-01-02",
    "1/2/23": "år, månad och dag",
    "2025-02-30": "2025-02-30 finns inte",
    "2024-13-01": "finns inte",
    "31/2-2023": "finns inte",
    "1989-12-31": "Året 1989",
    "1/1-3": "Året 3 ",
    "2100-01-01": "Året 2100",
    "1/1-2023 - 31/12-2023": "mer än ett datum",
    "2020-2021": "mer än ett datum",
    "1 october 2024": "”october”",
    "２０２５-07-01": "siffertecken",
    "snart": "kan inte läsas",
    "hösten 2020": "kan inte läsas",
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ["", " ", "\n", "\u00a0\u202f\t", "\u200b"])
def test_blank_is_none(parser: Parser, text: str) -> None:
    assert parser(text) is None


@pytest.mark.parametrize(("text", "ore"), AMOUNTS.items())
def test_amounts_that_people_write(text: str, ore: int) -> None:
    assert parse.parse_amount(text) == ore


@pytest.mark.parametrize(("text", "percent"), PERCENT.items())
def test_percent_that_people_write(text: str, percent: str) -> None:
    assert str(parse.parse_percent(text)) == percent


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_numbers_that_people_write(text: str, number: str) -> None:
    assert str(parse.parse_number(text)) == number


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_dates_that_people_write(text: str, day: date) -> None:
    assert parse.parse_date(text) == day


@pytest.mark.parametrize(
    ("parser", "text", "words"),
    [
        (parser, text, words)
        for parser, refused in zip(
            PARSERS, [REFUSED_AMOUNTS, REFUSED_PERCENT, REFUSED_NUMBERS, REFUSED_DATES], strict=True
        )
        for text, words in refused.items()
    ],
)
def test_what_has_no_single_reading_is_kept_with_a_reason(parser: Parser, text: str, words: str) -> None:
    result = parser(text)
    assert isinstance(result, Unparsed)
    assert result.text == text
    assert words in result.reason


ALMOST = st.text("0123456789 .,-−–'’%krtmn:/()²½٣１jaendokt\u00a0\u202f\t\n", max_size=20)
ANYTHING = st.text() | st.text(st.characters()) | ALMOST


@pytest.mark.parametrize("parser", PARSERS)
@given(text=ANYTHING)
@example(text="\ud800")
@example(text="9" * 10_000)
@example(text="0," + "0" * 10_000)
@example(text=" " * 10_000 + "1")
@example(text="1" + " .,-" * 5_000)
def test_no_text_raises_and_what_is_refused_is_kept(parser: Parser, text: str) -> None:
    result = parser(text)
    if isinstance(result, Unparsed):
        assert result.text == text
        assert result.reason.endswith(".")
        assert not re.search(r"\{[a-z_]+\}", result.reason)
        assert result.reason[0].isupper()


@given(ANYTHING)
def test_an_amount_fits_sqlite_with_margin(text: str) -> None:
    result = parse.parse_amount(text)
    if isinstance(result, int):
        assert abs(result) <= parse.MAX_AMOUNT < 2**63 // 10


@given(st.integers(-parse.MAX_AMOUNT, parse.MAX_AMOUNT))
def test_amount_inverse(ore: int) -> None:
    assert parse.parse_amount(parse.format_amount(ore)) == ore
    assert parse.parse_amount(parse.plain_amount(ore)) == ore
    assert parse.plain_amount(ore).isascii()


@given(st.decimals(0, parse.MAX_PERCENT, places=parse.PERCENT_DECIMALS))
def test_percent_inverse(percent: Decimal) -> None:
    assert parse.parse_percent(parse.format_percent(percent)) == percent


@given(
    st.decimals(-(10**parse.NUMBER_DIGITS) + 1, 10**parse.NUMBER_DIGITS - 1, places=parse.NUMBER_DECIMALS)
    | st.decimals(-2000, 2000, places=3)
)
@example(Decimal("1E+3"))
@example(Decimal("-0.00"))
def test_number_inverse(number: Decimal) -> None:
    assert parse.parse_number(parse.format_number(number)) == number
    assert parse.parse_number(parse.plain_number(number)) == number
    assert parse.plain_number(number).isascii()


@given(st.dates(date(parse.FIRST_YEAR, 1, 1), date(parse.LAST_YEAR, 12, 31)))
def test_date_inverse(day: date) -> None:
    assert parse.parse_date(parse.format_date(day)) == day
    assert parse.parse_date(f"{day.day}/{day.month}-{day.year}") == day
    if day.year >= 2000:
        assert parse.parse_date(f"{day:%y%m%d}") == day


def test_how_amounts_are_written() -> None:
    assert parse.format_amount(441_813_000) == "4\u00a0418\u00a0130"
    assert parse.format_amount(-1250) == "\u221212,50"
    assert parse.format_amount(-5) == "\u22120,05"
    assert parse.format_amount(0) == "0"
    assert parse.plain_amount(189_906_500) == "1899065"
    assert parse.plain_amount(-1250) == "-12,50"


def test_how_percent_is_written() -> None:
    assert parse.format_percent(Decimal("100.00")) == "100\u00a0%"
    assert parse.format_percent(Decimal("62.5")) == "62,5\u00a0%"
    assert parse.format_percent(Decimal("1E+3")) == "1\u00a0000\u00a0%"


def test_how_numbers_are_written() -> None:
    assert parse.format_number(Decimal("-1250.5")) == "\u22121\u00a0250,5"
    assert parse.plain_number(Decimal("-1250.50")) == "-1250,5"
    assert parse.plain_number(Decimal("-0.0")) == "0"


def test_three_decimals_are_never_written_as_thousands() -> None:
    assert parse.plain_number(Decimal("1.234")) == "1,2340"
    assert parse.format_number(Decimal("-1.234")) == "\u22121,2340"
    assert parse.plain_number(Decimal("0.125")) == "0,125"


def test_a_narrow_decimal_context_rounds_nothing() -> None:
    with localcontext(prec=3):
        assert parse.parse_number("-123456,789") == Decimal("-123456.789")
        assert parse.plain_number(Decimal("-123456.789")) == "-123456,789"


def test_iso_dates() -> None:
    assert parse.format_date(date(2025, 7, 1)) == "2025-07-01"
