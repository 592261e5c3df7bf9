"""What the sums mean, and how a total is split over the years."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import days_per_year, figures, split, suggest_years
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]


def put(application: Application, **cells: Value) -> None:
    """`SHEET__ROW__COLUMN=value`, and `__KEY` for a column of a family."""
    for name, value in cells.items():
        sheet, row, *column = name.split("__")
        application.put(("cell", sheet, row, ":".join(column)), value)


def suggested(application: Application, row: str) -> list[Value]:
    """The years of a row as they are suggested, where it has none yet."""
    change = suggest_years(Budget(application), "years", [row])
    if change:
        change.apply(application)
    return [application.cell("years", row, f"year:{year}") for year in "1234"]


# ------------------------------------------------------------------------------------ split

WEIGHTS = st.lists(st.integers(0, 400), min_size=1, max_size=6)


@given(st.integers(-(10**17), 10**17), WEIGHTS, st.sampled_from([1, 100]))
def test_split_sums_exactly_and_is_near_the_exact_share(total: int, weights: list[int], unit: int) -> None:
    parts = split(total, weights, unit)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        if any(weights):
            assert abs(part * sum(weights) - total * weight) < 2 * unit * sum(weights)
            assert weight or not part


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_whole_kronor_stay_whole(kronor: int, weights: list[int]) -> None:
    assert all(part % 100 == 0 for part in split(kronor * 100, weights, 100))


@given(st.integers(0, 10**9), WEIGHTS)
def test_equal_weights_differ_by_one_at_most(total: int, weights: list[int]) -> None:
    parts = split(total, [1] * len(weights))
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [1, 5, 3], [1, 6, 3]),  # exactly 1.11, 5.56, 3.33
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [7, 0]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert split(total, weights) == parts


def test_ore_go_to_the_largest_part() -> None:
    assert split(100_01, [1, 3], 100) == [25_00, 75_01]


# ------------------------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2025, 7, 1), date(2027, 12, 31), [184, 365, 365, 0]),
        (date(2027, 2, 1), date(2028, 2, 29), [334, 60, 0, 0]),  # 2028 is a leap year
        (date(2025, 5, 5), date(2025, 5, 5), [1, 0, 0, 0]),
        (date(2024, 1, 1), date(2030, 1, 1), [366, 365, 365, 365]),
        (date(2024, 6, 1), date(2024, 5, 1), [0, 0, 0, 0]),
    ],
)
def test_days_per_year(start: date, end: date, days: list[int]) -> None:
    assert days_per_year(start, end, start.year, 4) == days


# --------------------------------------------------------------------------- suggested years


@pytest.fixture
def application(uppsala: FormEdition) -> Application:
    """2027-07-01 to 2028-12-31: 184 and 366 days, with one owner `a`."""
    made = Application.new(uppsala)
    edits.remove_party(made, made.parties[0].id).apply(made)
    made.put(("answer", "start_date"), date(2027, 7, 1))
    made.put(("answer", "end_date"), date(2028, 12, 31))
    change = edits.add_party(made, "lead")
    change.apply(made)
    party_id = made.parties[-1].id
    put(made, **{f"detailed__salary_1__party__{party_id}": 550_000_00})
    return made


def column(application: Application) -> str:
    return f"party:{application.budget_parties[0]}"


def test_years_are_split_by_the_initiatives_days(application: Application) -> None:
    assert suggested(application, "salary_1") == [184_000_00, 366_000_00, None, None]


def test_years_are_split_by_the_rows_own_period(application: Application) -> None:
    """From 2028-01-01 on; the end is the initiative's."""
    put(application, detailed__salary_1__from=date(2028, 1, 1))
    assert suggested(application, "salary_1") == [None, 550_000_00, None, None]


def test_rows_without_whole_kronor_are_split_in_ore(application: Application) -> None:
    application.put(("cell", "detailed", "salary_1", column(application)), 100_01)
    found = suggested(application, "salary_1")
    assert found == [33_46, 66_55, None, None]  # 10 001 * 184 / 550 = 3 345,79; the rest is 6 655,21


def test_sum_of_rows_is_split_row_by_row(application: Application) -> None:
    """Travel over the whole time, an interpreter in 2028 alone; the row without cost is passed by."""
    for row, ore in {"travel": 55_000_00, "interpreter": 10_000_00}.items():
        application.put(("cell", "detailed", row, column(application)), ore)
    put(application, detailed__interpreter__from=date(2028, 2, 1), detailed__interpreter__to=date(2028, 3, 1))
    put(application, detailed__misc__from=date(2028, 2, 1), detailed__misc__to=date(2027, 8, 1))
    assert suggested(application, "other_costs") == [18_400_00, 46_600_00, None, None]


def test_suggestion_overwrites_what_is_there(application: Application) -> None:
    put(application, years__salary_1__year__1=1_00, years__salary_1__year__3=Unparsed("?", "Skriv om."))
    assert suggested(application, "salary_1") == [184_000_00, 366_000_00, 0, None]


def test_row_that_became_empty_is_emptied(application: Application) -> None:
    suggested(application, "salary_1")
    application.put(("cell", "detailed", "salary_1", column(application)), None)
    assert suggested(application, "salary_1") == [0, 0, None, None]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("answer", "start_date"), None),
        (("answer", "end_date"), Unparsed("oktober 2020", "Dagen saknas.")),
        (("answer", "end_date"), date(2027, 1, 1)),
        (("cell", "detailed", "salary_1", "from"), Unparsed("snart", "Inget datum.")),
        (("cell", "detailed", "salary_1", "from"), date(2029, 1, 1)),
        (("cell", "detailed", "salary_1", "to"), date(2026, 1, 1)),
    ],
)
def test_row_with_unknown_period_is_left_alone(
    application: Application, path: tuple[str, ...], value: Value
) -> None:
    put(application, years__salary_1__year__1=5_00)
    application.put(path, value)
    assert suggested(application, "salary_1") == [5_00, None, None, None]


def test_row_with_unknown_total_is_left_alone(application: Application) -> None:
    application.put(("cell", "detailed", "salary_1", column(application)), Unparsed("ca 5", "Skriv om."))
    put(application, years__salary_1__year__1=5_00)
    assert suggested(application, "salary_1") == [5_00, None, None, None]


def test_suggestion_is_one_change_for_all_rows_and_none_the_second_time(application: Application) -> None:
    for row in ("salary_2", "rent"):
        application.put(("cell", "detailed", row, column(application)), 550_00)
    change = suggest_years(Budget(application), "years")
    assert change
    assert change.origin == "year_split"
    assert {path[2] for path in change.paths} == {"salary_1", "salary_2", "rent"}
    change.apply(application)
    assert suggest_years(Budget(application), "years") is None
    budget = Budget(application)
    assert budget.amount("years.control.total") == budget.amount("detailed.requested_sum.total")


@pytest.mark.parametrize("sheet", ["detailed", "summary"])
def test_sheets_without_years_have_nothing_to_suggest(sample: Make, sheet: str) -> None:
    assert suggest_years(Budget(sample()), sheet) is None


def test_years_that_no_total_stands_behind_are_left_alone(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 30))
    put(application, costs__requested_1__year__1=5_00, salaries__function_1__months__1=Decimal(4))
    for sheet in application.edition.sheets:
        assert suggest_years(Budget(application), sheet.id) is None


def test_years_that_are_carried_are_left_alone(gavle: FormEdition) -> None:
    """A row may carry both its total and its years; there is nothing to fill in."""
    sheet = gavle.sheets_by_id["costs"].model_dump(by_alias=True)
    sheet["part"][0]["line"][0]["carry"]["total"] = "salaries.salaries_sum.total"
    costs = type(gavle.sheets[0]).model_validate(sheet)
    application = Application.new(gavle.model_copy(update={"sheets": (gavle.sheets[0], costs)}))
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 30))
    put(application, salaries__function_1__rate=Decimal(100), salaries__function_1__pay=5_00)
    put(application, salaries__function_1__months__1=Decimal(4))
    assert Budget(application).amount("costs.carried_salaries.total") == 20_00
    assert suggest_years(Budget(application), "costs") is None


# ---------------------------------------------------------------------------------- figures


def test_figures_of_the_sample(sample: Make) -> None:
    """What must come out by FORMS.md."""
    found = figures(Budget(sample()))
    assert (found.requested, found.own, found.total) == (4_418_130_00, 0, 4_418_130_00)
    assert found.by_year == {"2025": 910_730_00, "2026": 1_799_359_00, "2027": 1_708_043_00}
    assert [(one.organisation, one.requested, one.own, one.total) for one in found.by_party] == [
        ("Älvkarleby kommun", 4_418_130_00, 0, 4_418_130_00),
        ("Arbetsförmedlingen", 0, 0, 0),
        ("Försäkringskassan", 0, 0, 0),
        ("Region Uppsala", 0, 0, 0),
    ]


def test_suggested_years_of_the_sample_add_up(sample: Make) -> None:
    """184, 365 and 365 of 914 days: 382 306,30, 758 379,35 and 758 379,35 kr before rounding."""
    application = sample()
    change = suggest_years(Budget(application), "years")
    assert change
    change.apply(application)
    budget = Budget(application)
    assert [application.cell("years", "salary_1", f"year:{year}") for year in "123"] == [
        382_306_00,
        758_380_00,
        758_379_00,
    ]
    assert budget.amount("years.control.total") == 4_418_130_00


def test_figures_are_unknown_where_an_amount_is(sample: Make) -> None:
    application = sample()
    put(application, detailed__own_rent__party__af=Unparsed("ca 5", "Skriv om."))
    found = figures(Budget(application))
    assert (found.requested, found.own, found.total) == (4_418_130_00, None, None)
    assert [one.total for one in found.by_party] == [4_418_130_00, None, 0, 0]


def test_year_without_a_date_is_named_by_its_number(sample: Make) -> None:
    application = sample()
    application.put(("answer", "start_date"), None)
    assert figures(Budget(application)).by_year == {
        "År 1": 910_730_00,
        "År 2": 1_799_359_00,
        "År 3": 1_708_043_00,
    }


def test_year_after_the_end_shows_only_with_an_amount(sample: Make) -> None:
    application = sample()
    put(application, years__rent__year__4=5_00)
    assert figures(Budget(application)).by_year["År 4"] == 5_00


def test_figures_of_an_edition_with_a_table_for_each_funder(started: Callable[[str], Application]) -> None:
    """What is requested belongs to the lead alone; own funding stands in each table."""
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 30))
    lead, other = application.budget_parties
    put(application, costs__requested_1__year__1=2_191_564_00, costs__requested_1__year__3=1_031_272_00)
    put(application, **{f"costs__own_1@{lead}__year__1": 119_872_00, f"costs__own_2@{other}__year__2": 7_00})
    found = figures(Budget(application))
    assert (found.requested, found.own, found.total) == (3_222_836_00, 119_879_00, 3_342_715_00)
    assert [(one.requested, one.own) for one in found.by_party] == [(3_222_836_00, 119_872_00), (0, 7_00)]
    assert found.by_year == {"2024": 2_191_564_00, "2025": 0, "2026": 1_031_272_00}


def test_edition_without_budget_has_no_figures(gavle: FormEdition) -> None:
    bare = gavle.model_copy(update={"sheets": (), "totals": None, "rules": ()})
    found = figures(Budget(Application.new(bare)))
    assert (found.requested, found.own, found.total, found.by_party, found.by_year) == (0, 0, 0, (), {})


def test_a_period_outside_the_years_is_left_alone(sample: Callable[[], Application]) -> None:
    """Nothing is put onto the first year for want of a better one."""
    application = sample()
    application.put(("cell", "detailed", "salary_1", "to"), date(2031, 6, 30))
    before = dict(application.cells["years"]["salary_1"])
    change = suggest_years(Budget(application), "years", ["salary_1"])
    assert change is None
    assert application.cells["years"]["salary_1"] == before
