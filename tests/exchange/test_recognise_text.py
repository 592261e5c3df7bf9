"""What a cell and a label say: words with slips, years, names of organisations, values."""

from datetime import date
from decimal import Decimal

import pytest

from finsam_desktop.domain.application import Party
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.exchange.book import BookCell, CellValue
from finsam_desktop.exchange.recognise_pairs import year_keys
from finsam_desktop.exchange.recognise_parties import name_score
from finsam_desktop.exchange.recognise_text import Words, is_placeholder, likeness
from finsam_desktop.exchange.recognise_values import YearMark, read_value, year_mark

# ------------------------------------------------------------------------- words, years, parties


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TOLK", "Toik"),
        ("REKVRIRERA", "rekvirera"),
        ("PO_pålägg", "PO-pålägg"),
        ("Telefon , IT kostnader", "Telefon-, IT-kostnader"),
        ("Ovrigt", "Övrigt"),
        ("Utvandring", "Utvärdering"),
        ("Arbets terapeut", "Arbetsterapeut"),
    ],
)
def test_slips_of_the_pen_are_forgiven(one: str, other: str) -> None:
    assert likeness(one, other) > 0.7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lönekostnad", "Lokalkostnad"),
        ("Summa lönekostnad", "Summa lokalkostnad"),
        ("Egenfinansiering", "Summa egenfinansiering"),
        ("AF", "FK"),
        ("Resor", "Tolk"),
        ("År 2024", "År 2025"),
        ("", ""),
    ],
)
def test_other_words_are_other_things(one: str, other: str) -> None:
    assert likeness(one, other) == 0


def test_a_short_word_is_no_slip_of_a_longer_one() -> None:
    """A name is not the head of a year."""
    assert likeness("Karin", "År {n}") == 0
    assert likeness("Toik", "Tolk") > 0


def test_the_addition_to_a_label_and_its_number_say_nothing() -> None:
    words = Words([("Lönekostnader", 1), ("Lokalhyra", 2)])
    assert words.find("LÖNEKOSTNADER inkl po-pål")[0][1] == 1
    assert words.find("1. Lokalhyra")[0][1] == 2
    assert words.find("Hyra") == []


@pytest.mark.parametrize("text", ["", "1.", "NAMN", "Kostnadsbeteckning", "0"])
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)
    assert not is_placeholder(f"{text} Coach")


@pytest.mark.parametrize(
    ("value", "number", "calendar"),
    [
        (2025, 0, 2025),
        (2025.0, 0, 2025),
        ("2 024", 0, 2024),
        ("År 2025", 0, 2025),
        ("ÅR 1", 1, 0),
        ("År 2\n2026", 2, 2026),
        ("20xx", 0, 0),
        ("202x", 0, 0),
        ("ÅR", 0, 0),
        (date(2026, 1, 1), 0, 2026),
    ],
)
def test_years(value: CellValue, number: int, calendar: int) -> None:
    assert year_mark(value) == YearMark(number, calendar)


@pytest.mark.parametrize("value", [0, 12, 2025.5, "12", "Årlig kostnad", "Resor 2025", True, None, ""])
def test_what_is_no_year(value: CellValue) -> None:
    assert year_mark(value) is None


@pytest.mark.parametrize(
    ("marks", "labels", "keys"),
    [
        ([(1, 2025), (2, 2026)], ["20xx"] * 4, ["1", "2"]),
        ([(0, 2026), (0, 2025)], ["2025", "2026", "20xx", "20xx"], ["2", "1"]),
        ([(0, 2024), (0, 0), (0, 2026)], ["2024", "2025", "2026", "20xx"], ["1", "2", "3"]),
        ([(1, 2024), (2, 2025)], ["2025", "2026"], [None, "1"]),
        ([(0, 0), (0, 0)], ["2025", "20xx"], ["1", "2"]),
    ],
)
def test_years_are_the_applications(
    marks: list[tuple[int, int]], labels: list[str], keys: list[str | None]
) -> None:
    found = year_keys({n: YearMark(*mark) for n, mark in enumerate(marks)}, labels)
    assert [found.get(n) for n in range(len(marks))] == keys


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("AF", "Arbetsförmedlingen"),
        ("Försäkringskassan", "FK"),
        ("Region", "Region Uppsala"),
        ("Älvkarleby", "Älvkarleby kommun"),
        ("HEBY  KOMMUN", "Heby kommun"),
        ("Heby komun", "Heby kommun"),
        ("Landstinget", "Region Uppsala"),
    ],
)
def test_an_organisation_is_known_by_many_names(name: str, party: str) -> None:
    assert name_score(name, Party("p", {"organisation": party})) > 0
    assert name_score(name, Party("p", {"organisation": "Något annat", "short_name": party})) > 0


@pytest.mark.parametrize(
    ("name", "party"), [("Heby kommun", "Håbo kommun"), ("AF", "FK"), ("Region Uppsala", "Region Gävleborg")]
)
def test_organisations_of_one_kind_are_not_one(name: str, party: str) -> None:
    assert name_score(name, Party("p", {"organisation": party})) == 0


# --------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        (BookCell(1899065.5), "amount", 189906550),
        (BookCell("1 899 065 kr"), "amount", 189906500),
        (BookCell(0.1 + 0.2), "amount", 30),
        (BookCell(1, percent=True), "percent", Decimal(100)),
        (BookCell(1), "percent", Decimal(100)),
        (BookCell(100), "percent", Decimal(100)),
        (BookCell(100, percent=True), "percent", Decimal(100)),
        (BookCell(0.385, percent=True), "percent", Decimal("38.5")),
        (BookCell("100%"), "percent", Decimal(100)),
        (BookCell("0,5"), "percent", Decimal(50)),
        (BookCell(date(2025, 7, 1)), "date", date(2025, 7, 1)),
        (BookCell("30/11-2023"), "date", date(2023, 11, 30)),
        (BookCell(250701), "date", date(2025, 7, 1)),
        (BookCell(45839), "date", date(2025, 7, 1)),
        (BookCell(4.5), "number", Decimal("4.5")),
        (BookCell(2024.0), "text", "2024"),
        (BookCell("  "), "amount", None),
    ],
)
def test_values(cell: BookCell, kind: str, value: object) -> None:
    assert read_value(cell, kind) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("ca 5000", "amount"),
        (float("nan"), "amount"),
        (1e20, "amount"),
        ("oktober 2020", "date"),
        (-1, "percent"),
    ],
)
def test_what_has_no_one_reading_is_kept(value: CellValue, kind: str) -> None:
    assert isinstance(read_value(BookCell(value), kind), Unparsed)  # type: ignore[arg-type]


def test_thousands_multiply_bare_numbers_alone() -> None:
    assert read_value(BookCell(672), "amount", 1000) == 67_200_000
    assert read_value(BookCell("672"), "amount", 1000) == 67_200_000
    assert read_value(BookCell("672 kr"), "amount", 1000) == 67_200


def test_years_that_go_backwards_have_no_place_before_the_first() -> None:
    marks = {0: YearMark(0, 2026), 1: YearMark(0, 2000)}
    assert year_keys(marks, ["20xx"] * 4) == {0: "1"}
