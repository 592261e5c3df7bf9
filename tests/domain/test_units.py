"""Amounts in kronor and in thousands of kronor."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import META, Application
from finsam_desktop.domain.arithmetic import Calculated
from finsam_desktop.domain.checks import Finding, check
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import MAX_AMOUNT, Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.domain.units import (
    UNITS,
    Unit,
    calculate_in_unit,
    format_in_unit,
    format_with_unit,
    parse_in_unit,
    plain_in_unit,
    set_unit,
    unit_caption,
    unit_of,
)

Make = Callable[[], Application]
NBSP = "\u00a0"
ORE = st.integers(-MAX_AMOUNT, MAX_AMOUNT)


@given(ORE, st.sampled_from(UNITS))
def test_what_is_written_plainly_is_read_as_the_same_amount(ore: int, unit: Unit) -> None:
    assert parse_in_unit(plain_in_unit(ore, unit), unit) == ore


@given(ORE, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_what_says_its_unit_is_the_same_in_every_unit(ore: int, written: Unit, unit: Unit) -> None:
    assert parse_in_unit(f"{plain_in_unit(ore, written)} {written}", unit) == ore


@pytest.mark.parametrize(
    ("text", "kr", "tkr"),
    [
        ("12", 12_00, 12_000_00),
        ("4 418,13", 4_418_13, 4_418_130_00),
        ("0,00001", None, 1),
        ("-1,5", -1_50, -1_500_00),
        ("12 kr", 12_00, 12_00),
        ("12:-", 12_00, 12_00),
        ("12,- ", 12_00, 12_00),
        ("12 tkr", 12_000_00, 12_000_00),
        ("4,4 mkr", 4_400_000_00, 4_400_000_00),
        ("4,418", None, None),
        ("0,000001", None, None),
        ("1000000000001", 1000000000001_00, None),
        ("många", None, None),
    ],
)
def test_plain_numbers_are_in_the_unit(text: str, kr: int | None, tkr: int | None) -> None:
    """None is what has no one reading; the text is kept."""
    for unit, expected in zip(UNITS, (kr, tkr), strict=True):
        found = parse_in_unit(text, unit)
        if expected is None:
            assert isinstance(found, Unparsed)
            assert found.text == text
            assert found.reason
        else:
            assert found == expected


def test_empty_is_empty() -> None:
    assert parse_in_unit(" ", "tkr") is None


@pytest.mark.parametrize(
    ("ore", "kr", "tkr"),
    [
        (4_418_130_00, "4 418 130", "4 418,13"),
        (1_234_00, "1 234", "1,234"),
        (12_000_000_00, "12 000 000", "12 000"),
        (1, "0,01", "0,00001"),
        (-1_500_50, "−1 500,50", "−1,5005"),
        (0, "0", "0"),
    ],
)
def test_amounts_for_reading(ore: int, kr: str, tkr: str) -> None:
    assert format_in_unit(ore, "kr").replace(NBSP, " ") == kr
    assert format_in_unit(ore, "tkr").replace(NBSP, " ") == tkr
    assert format_with_unit(ore, "tkr").replace(NBSP, " ") == f"{tkr} tkr"


def test_units_have_captions() -> None:
    assert [unit_caption(unit) for unit in UNITS] == ["kronor", "tusental kronor (tkr)"]


def test_sums_are_in_the_unit() -> None:
    assert calculate_in_unit("=12*34,5", "kr") == Calculated("=12*34,5", 414_00)
    assert calculate_in_unit("=12*34,5", "tkr") == Calculated("=12*34,5", 414_000_00)
    assert calculate_in_unit("=1/3", "tkr") == Calculated("=1/3", 333_33)
    assert isinstance(calculate_in_unit("=1/0", "tkr"), Unparsed)
    assert isinstance(calculate_in_unit("=10000000*1000000", "tkr"), Unparsed)


# ------------------------------------------------------------------------- the application's


def note(column: str) -> tuple[str, ...]:
    return ("note", "detailed", "salary_1", f"sum:{column}")


CELL = ("cell", "detailed", "salary_1", "party:alvkarleby")


@pytest.fixture
def written(sample: Make) -> Application:
    """The sample with a sum behind an amount."""
    application = sample()
    edits_made = {CELL: 414_000_00, note("party:alvkarleby"): "=12*34500"}
    change = edits.set_values(application, edits_made, "Skriv")
    assert change
    change.apply(application)
    return application


def test_kronor_until_another_is_chosen(sample: Make) -> None:
    application = sample()
    assert unit_of(application) == "kr"
    assert set_unit(application, "kr") is None
    assert "unit" in META


def test_choosing_a_unit_leaves_amounts_and_can_be_undone(written: Application) -> None:
    before = to_json(written)
    change = set_unit(written, "tkr")
    assert change
    change.apply(written)
    assert unit_of(written) == "tkr"
    assert written.get(CELL) == 414_000_00
    change.inverse().apply(written)
    assert to_json(written) == before


def test_sums_still_give_their_amount_and_come_back(written: Application) -> None:
    for unit, source in (("tkr", "=(12*34500)/1000"), ("kr", "=12*34500")):
        change = set_unit(written, unit)  # type: ignore[arg-type]
        assert change
        change.apply(written)
        assert written.get(note("party:alvkarleby")) == source
        assert calculate_in_unit(source, unit_of(written)) == Calculated(source, 414_000_00)


def test_sum_that_ends_like_a_rewritten_one_is_kept_whole(written: Application) -> None:
    written.put(("meta", "unit"), "tkr")
    written.put(note("party:alvkarleby"), "=(1+2)*(414)/3")
    change = set_unit(written, "kr")
    assert change
    change.apply(written)
    assert written.get(note("party:alvkarleby")) == "=((1+2)*(414)/3)*1000"


def test_sum_of_another_figure_goes(written: Application) -> None:
    written.put(CELL, 5_00)
    change = set_unit(written, "tkr")
    assert change
    change.apply(written)
    assert written.get(note("party:alvkarleby")) is None


def test_sums_of_other_kinds_stay(written: Application) -> None:
    written.put(note("rate"), "=150/2")
    change = set_unit(written, "tkr")
    assert change
    change.apply(written)
    assert written.get(note("rate")) == "=150/2"


def test_unit_is_carried_by_transfer(sample: Make, editions: Callable[[str], FormEdition]) -> None:
    application = sample()
    assert "unit" not in to_json(application)
    application.put(("meta", "unit"), "tkr")
    data = to_json(application)
    assert data["unit"] == "tkr"
    assert unit_of(from_json(data, editions)) == "tkr"


@pytest.mark.parametrize("unit", ["öre", 5, ["kr"]])
def test_unknown_unit_is_refused(
    sample_data: Callable[[], dict[str, Any]], editions: Callable[[str], FormEdition], unit: object
) -> None:
    with pytest.raises(TransferError, match="unit: väntade något av kr, tkr"):
        from_json(sample_data() | {"unit": unit}, editions)


# --------------------------------------------------------------------------------- findings


def findings(application: Application) -> list[Finding]:
    return [one for one in check(Budget(application)) if one.code == "unit"]


def in_tkr(application: Application) -> Application:
    application.put(("meta", "unit"), "tkr")
    return application


def test_form_in_tkr_and_application_in_tkr_agree(sample: Make) -> None:
    assert findings(sample())
    assert findings(in_tkr(sample())) == []


def test_absurd_amount_in_tkr_is_found_in_its_cell(sample: Make) -> None:
    application = in_tkr(sample())
    application.put(CELL, 20_000_000_00)
    assert findings(application) == []
    application.put(CELL, 1_899_065_000_00)
    (finding,) = findings(application)
    assert (finding.severity, finding.path) == ("warning", CELL)
    assert "1 899 065 000 kr" in finding.message.replace(NBSP, " ")


def with_words(edition: FormEdition, words: str) -> FormEdition:
    """The edition with other words where the form says tkr."""
    sheets = tuple(
        type(sheet).model_validate_json(
            sheet.model_dump_json(by_alias=True)
            .replace("Kostnader i tkr", words)
            .replace("Fördelning per år, tkr", "Fördelning per år")
        )
        for sheet in edition.sheets
    )
    rules = tuple(
        rule.model_copy(update={"right": words}) if rule.kind == "unit" else rule for rule in edition.rules
    )
    return edition.model_copy(update={"sheets": sheets, "rules": rules})


@pytest.mark.parametrize("words", ["Kostnader i kr", "Belopp i kronor", "Kostnader (SEK)"])
def test_form_in_kronor_and_application_in_tkr_differ(sample: Make, words: str) -> None:
    application = sample()
    application.edition = with_words(application.edition, words)
    assert findings(application) == []
    found = findings(in_tkr(application))
    assert [one.path for one in found] == [("sheet", "detailed"), ("sheet", "summary")]
    assert all(words in one.message for one in found)


def test_words_that_contain_a_unit_say_none(sample: Make) -> None:
    application = sample()
    application.edition = with_words(application.edition, "Krav och kravprofil")
    assert findings(in_tkr(application)) == []
