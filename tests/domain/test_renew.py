"""The next period and what it brings along; an addition to an initiative."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application, Attachment, Leftover
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import parse_amount, parse_date
from finsam_desktop.domain.renew import extension, moved, next_period, supplement
from finsam_desktop.domain.renew_budget import raised
from finsam_desktop.domain.sheet import Budget


def with_period(edition: FormEdition, start: date, end: date) -> Application:
    application = Application.new(edition)
    application.answers |= {"name": "Stegen", "start_date": start, "end_date": end}
    return application


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 7, 1), date(2027, 12, 31), (date(2028, 1, 1), date(2030, 6, 30))),
        (date(2024, 1, 1), date(2024, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2024, 1, 15), date(2024, 2, 14), (date(2024, 2, 15), date(2024, 3, 14))),
        (date(2024, 1, 1), date(2024, 1, 10), (date(2024, 1, 11), date(2024, 1, 20))),
        (date(2024, 3, 1), date(2024, 3, 1), (date(2024, 3, 2), date(2024, 3, 2))),
    ],
)
def test_next_period(uppsala: FormEdition, start: date, end: date, expected: tuple[date, date]) -> None:
    assert next_period(with_period(uppsala, start, end)) == expected


def test_no_next_period_without_dates_in_order(uppsala: FormEdition) -> None:
    assert next_period(Application.new(uppsala)) is None
    assert next_period(with_period(uppsala, date(2025, 1, 1), date(2024, 1, 1))) is None


_DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(st.lists(_DAYS, min_size=3, max_size=3), st.integers(0, 900))
def test_a_day_inside_the_period_stays_inside(days: list[date], length: int) -> None:
    first, day, last = sorted(days)
    new = date(2040, 3, 5), date.fromordinal(date(2040, 3, 5).toordinal() + length)
    assert new[0] <= moved(day, (first, last), new) <= new[1]


def test_the_last_day_of_a_month_stays_the_last() -> None:
    old, new = (date(2025, 7, 1), date(2027, 12, 31)), (date(2028, 1, 1), date(2030, 6, 30))
    assert moved(date(2027, 9, 30), old, new) == date(2030, 3, 31)
    assert moved(date(2025, 8, 31), old, new) == date(2028, 2, 29)
    assert moved(date(2028, 1, 31), old, new) == date(2030, 7, 31)
    assert moved(
        date(2025, 1, 3), (date(2025, 1, 1), date(2025, 1, 9)), (date(2025, 1, 11), date(2025, 1, 19))
    ) == date(2025, 1, 13)


def test_amounts_are_rounded_as_they_were() -> None:
    assert raised(100_00, Decimal("2.5")) == 103_00
    assert raised(-100_00, Decimal("2.5")) == -103_00
    assert raised(100_01, Decimal("2.5")) == 102_51
    assert raised(123_45, Decimal(0)) == 123_45


def test_an_extension_of_the_sample(sample: Callable[[], Application]) -> None:
    source = sample()
    source.parties[0].attributes.update(
        {"signed": date(2024, 1, 1), "signer": "N", "signer_email": "n@example.se"}
    )
    source.attachments = [Attachment("f1", "Intyg.pdf", 1, "ab" * 32)]
    source.leftovers = [Leftover("l1", "x", "Något", richtext.from_text("ord"))]
    source.meta["dnr"] = "2024:7"
    before = source.snapshot()
    result, notes = extension(source, *(next_period(source) or ()), Decimal(10))  # type: ignore[arg-type]
    assert source == before
    assert result.id != source.id
    assert result.meta == {
        "kind": "extension",
        "status": "draft",
        "parent_name": source.name,
        "parent_dnr": "2024:7",
    }
    assert result.name == f"{source.name} 2"  # it says förlängning already
    assert [party.id for party in result.parties] == [party.id for party in source.parties]
    assert not {"signed", "signer", "signer_email"} & result.parties[0].attributes.keys()
    assert (result.attachments, result.leftovers) == ([], [])
    assert result.answers["intake_end_date"] == date(2030, 3, 31)
    assert result.cell("detailed", "salary_1", "from") == date(2028, 1, 1)
    assert result.cell("detailed", "salary_1", "to") == date(2030, 6, 30)
    assert result.cell("detailed", "salary_1", "rate") == source.cell("detailed", "salary_1", "rate")
    old, new = figures(Budget(source)), figures(Budget(result))
    assert (old.requested, new.requested) == (4_418_130_00, 4_859_944_00)
    assert result.answers["requested_amount"] == new.requested
    # 30 months from January are no whole years: the split is suggested anew, and agrees.
    assert sum(amount or 0 for amount in new.by_year.values()) == new.requested
    for words in (
        "”Eventuellt slutdatum för intag av personer i insatsen” är flyttat till 2030-03-31",
        "”Hur och när har ansökan diskuterats?” nämner 7 juni",
        "är ändrade med 10\u00a0%",
        "är föreslagen på nytt efter kalenderdagar",
        "”Ange förväntat antal deltagare” är kvar",
        "”Har ansökan diskuterats” gäller den förra ansökan",
        "Underskrifterna är tömda",
        "Bilagorna följer inte med",
        "Överblivet följer inte med",
    ):
        assert any(words in note for note in notes), words
    assert not any("diarienummer" in note for note in notes)


@given(
    years=st.lists(st.integers(0, 10**8), min_size=3, max_size=3),
    percent=st.decimals(0, 50, places=2),
)
def test_years_keep_their_proportions_and_make_up_the_row(
    uppsala: FormEdition, years: list[int], percent: Decimal
) -> None:
    source = with_period(uppsala, date(2022, 1, 1), date(2024, 12, 31))
    total = f"party:{source.budget_parties[0]}"
    source.put(("cell", "detailed", "rent", total), sum(years))
    for number, amount in enumerate(years, start=1):
        source.put(("cell", "years", "rent", f"year:{number}"), amount)
    result, notes = extension(source, date(2025, 1, 1), date(2027, 12, 31), percent)
    given_years = [result.cell("years", "rent", f"year:{number}") for number in (1, 2, 3)]
    parts = [one for one in given_years if isinstance(one, int)]
    assert sum(parts) == result.cell("detailed", "rent", total) == raised(sum(years), percent)
    wanted = [float(one * (100 + percent) / 100) for one in years]
    assert parts == pytest.approx(wanted, abs=200)
    assert any("är som förut" in note for note in notes)
    if percent == 0:
        assert parts == years


def test_years_with_negative_amounts_make_up_the_row(uppsala: FormEdition) -> None:
    source = with_period(uppsala, date(2022, 1, 1), date(2024, 12, 31))
    total = f"party:{source.budget_parties[0]}"
    source.cells["detailed"] = {"rent": {total: 70_01}}
    source.cells["years"] = {"rent": {"year:1": 100_02, "year:2": -30_01}}
    result, _ = extension(source, date(2025, 1, 1), date(2027, 12, 31), Decimal(3))
    years = result.cells["years"]["rent"]
    assert result.cell("detailed", "rent", total) == 72_11
    assert years == {"year:1": 103_02, "year:2": -30_91}


def test_a_split_that_cannot_be_renewed_is_cleared(uppsala: FormEdition) -> None:
    source = with_period(uppsala, date(2022, 1, 1), date(2024, 12, 31))
    source.cells["detailed"] = {"rent": {f"party:{source.budget_parties[0]}": parse_amount("ca 5")}}
    source.cells["years"] = {"rent": {"year:1": 100}}
    source.answers["requested_amount"] = 1000
    result, notes = extension(source, date(2025, 1, 1), date(2025, 6, 30), Decimal(10))
    assert result.cells["years"] == {}
    assert any("är tömd: fördela kostnaderna" in note for note in notes)
    assert any("inte går att läsa är oförändrade" in note for note in notes)
    assert result.answers["requested_amount"] == 1100
    assert any("”Sökt belopp” stämde inte med budgeten" in note for note in notes)


def test_what_an_extension_says_of_a_bare_application(uppsala: FormEdition) -> None:
    source = Application.new(uppsala)
    source.answers |= {
        "name": "Stegen",
        "background": richtext.from_text("Sedan 2023, och från 2031-01-02 och framåt"),
        "intake_end_date": parse_date("oktober 2023"),
    }
    source.parties[0].attributes.update({"organisation": "Staden", "resources": "Två tjänster under 2023"})
    source.cells["detailed"] = {"salary_1": {"from": parse_date("okt")}}
    result, notes = extension(source, date(2025, 1, 1), date(2025, 12, 31))
    assert result.name == "Stegen, förlängning"
    assert notes == [
        "Den förra ansökans diarienummer saknas: fyll i det när du har fått det av förbundet.",
        "”Eventuellt slutdatum för intag av personer i insatsen” är kvar som oktober 2023: se över datumet.",
        "Datum i ”BUDGET - DETALJERAD” kunde inte flyttas: se över dem.",
        "”Beskriv bakgrunden till/behovet av insatsen” nämner 2023 och 2031-01-02: se över texten.",
        "Det som Staden bidrar med nämner 2023: se över texten.",
    ]


def test_amounts_by_year_that_are_the_budget_itself_are_kept(gavle: FormEdition) -> None:
    source = with_period(gavle, date(2024, 9, 1), date(2025, 8, 31))
    source.cells["costs"] = {
        "requested_1": {"year:1": 100_00, "year:2": 50_00, "specification": "Resor 2024"}
    }
    source.cells["salaries"] = {"function_1": {"pay": 30_000_00, "months:1": Decimal(4)}}
    source.cells["plan"] = {"activities:1": {"q1": "Start"}}
    result, notes = extension(source, date(2025, 9, 1), date(2026, 2, 28), Decimal(2))
    assert result.cells["costs"]["requested_1"] == {
        "year:1": 102_00,
        "year:2": 51_00,
        "specification": "Resor 2024",
    }
    assert result.cells["salaries"]["function_1"] == {"pay": 30_600_00, "months:1": Decimal(4)}
    kept = [note for note in notes if "per år" in note]
    assert len(kept) == 3
    assert "Texter i ”Kostnadssammanställning” nämner 2024: se över dem." in notes


def test_a_supplement_has_the_parties_and_nothing_else(sample: Callable[[], Application]) -> None:
    source = sample()
    source.parties[0].attributes.update({"signed": date(2024, 1, 1), "contact": "N", "place": "Staden"})
    result, notes = supplement(source)
    assert result.id != source.id
    assert result.meta == {"kind": "supplement", "status": "draft", "parent_name": source.name}
    assert result.answers == {
        "name": f"{source.name} – tilläggsansökan",
        "start_date": source.answers["start_date"],
        "end_date": source.answers["end_date"],
    }
    assert [party.id for party in result.parties] == [party.id for party in source.parties]
    assert result.budget_parties == source.budget_parties
    first = result.parties[0].attributes
    assert first["contact"] == "N"
    assert not {"signed", "place", "resources"} & first.keys()
    assert not any(result.cells.values())
    assert result.rows.keys() == source.rows.keys()
    assert notes[0].startswith("Den förra ansökans diarienummer saknas")
    assert "Fyll i ”Beskriv syftet med insatsen” för det som tillägget gäller." in notes
    assert notes[-1] == "Fyll i ”INSATSBUDGET FÖRDELAD ÖVER INSATSTID” för det som tillägget gäller."
    again, notes = supplement(result)
    assert again.name == result.name
