"""What the sums mean, and how a total is split over the years."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import (
    days_per_year,
    difference,
    figures,
    is_locked,
    lock,
    place_difference,
    rows_below,
    split,
    suggest_years,
    unplaced,
    unsplit,
)
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


# ----------------------------------------------------------------------------- locked years


def locked(application: Application, row: str, **years: Value) -> None:
    """Lock years of a row, each at a value: `_1=184_00`."""
    for name, value in years.items():
        application.put(("cell", "years", row, f"year:{name[1:]}"), value)
    change = lock(application, "years", [(row, f"year:{name[1:]}") for name in years], True)
    assert change
    change.apply(application)


def told(application: Application, row: str = "salary_1") -> str:
    """Why the row is not split."""
    (sentence,) = unsplit(Budget(application), "years", [row])
    return sentence


def test_locking_can_be_undone_and_is_no_change_twice(application: Application) -> None:
    change = lock(application, "years", [("rent", "year:1")], True)
    assert change
    assert change.label == "Lås cell"
    change.apply(application)
    assert is_locked(application, "years", "rent", "year:1")
    assert lock(application, "years", [("rent", "year:1")], True) is None
    back = lock(application, "years", [("rent", "year:1"), ("rent", "year:2")], False)
    assert back
    back.apply(application)
    assert not is_locked(application, "years", "rent", "year:1")
    assert application.notes == {}


def test_locked_year_stays_and_the_rest_is_split(application: Application) -> None:
    """Days would give 184 000 and 366 000; 2027 is locked, so that 2028 takes what is left."""
    locked(application, "salary_1", _1=100_000_00)
    assert suggested(application, "salary_1") == [100_000_00, 450_000_00, None, None]
    assert unsplit(Budget(application), "years") == []


def test_rest_is_split_by_the_days_of_the_unlocked_years(application: Application) -> None:
    """184, 366 and 365 days; 2028 is locked at 1 000 kr: 549 000 in proportion 184 to 365."""
    application.put(("answer", "end_date"), date(2029, 12, 31))
    locked(application, "salary_1", _2=1_000_00)
    assert suggested(application, "salary_1") == [184_000_00, 1_000_00, 365_000_00, None]


def test_rest_of_several_rows_is_split_by_what_each_has_in_the_years(application: Application) -> None:
    """Travel over 550 days, an interpreter in 2028 alone; 2027 is locked at nothing."""
    for row, ore in {"travel": 55_000_00, "interpreter": 10_000_00}.items():
        application.put(("cell", "detailed", row, column(application)), ore)
    put(application, detailed__interpreter__from=date(2028, 2, 1), detailed__interpreter__to=date(2028, 3, 1))
    locked(application, "other_costs", _1=None)
    assert suggested(application, "other_costs") == [None, 65_000_00, None, None]


def test_empty_locked_year_is_nothing(application: Application) -> None:
    locked(application, "salary_1", _1=None)
    assert suggested(application, "salary_1") == [None, 550_000_00, None, None]


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ({"_1": 1_00, "_2": 1_00, "_3": None, "_4": None}, "alla år är låsta"),
        ({"_1": 600_000_00}, "mer än radens summa"),
        ({"_1": 1_00, "_2": 1_00}, "inget olåst år ligger i radens tid"),
        ({"_1": Unparsed("ca 5", "Skriv om.")}, "ett låst belopp går inte att tolka"),
    ],
)
def test_row_that_locks_leave_no_room_for_is_left_and_told(
    application: Application, years: dict[str, Value], words: str
) -> None:
    locked(application, "salary_1", **years)
    assert suggest_years(Budget(application), "years", ["salary_1"]) is None
    assert words in told(application)


def test_locks_that_make_the_sum_are_in_order(application: Application) -> None:
    locked(application, "salary_1", _1=550_000_00, _2=None, _3=None, _4=None)
    assert suggest_years(Budget(application), "years", ["salary_1"]) is None
    assert unsplit(Budget(application), "years", ["salary_1"]) == []


def test_amount_without_row_is_not_split_over_locks(application: Application) -> None:
    locked(application, "rent", _1=5_00)
    assert "mer än radens summa" in told(application, "rent")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("answer", "start_date"), None, "startdatum saknas"),
        (("answer", "end_date"), date(2027, 1, 1), "radens tid går inte att läsa"),
        (("answer", "end_date"), date(2033, 1, 1), "utanför insatstidens år"),
        (("cell", "detailed", "salary_1", "PARTY"), Unparsed("ca 5", "Skriv om."), "går inte att tolka"),
    ],
)
def test_rows_that_cannot_be_split_are_told_by_name(
    application: Application, path: tuple[str, ...], value: Value, words: str
) -> None:
    """The other rows have no amount, and nothing is said of them."""
    application.put(tuple(part.replace("PARTY", column(application)) for part in path), value)
    (sentence,) = unsplit(Budget(application), "years")
    assert sentence.startswith("Lönekostnader 1.: ")
    assert words in sentence


@pytest.mark.parametrize("lines", [["salaries"], ["salaries_sum"], ["requested_sum"], ["control"], None])
def test_groups_and_sums_stand_for_their_rows(application: Application, lines: list[str] | None) -> None:
    change = suggest_years(Budget(application), "years", lines)
    assert change
    assert {path[2] for path in change.paths} == {"salary_1"}
    assert suggest_years(Budget(application), "years", ["premises", "premises_sum"]) is None


def test_rows_below_a_sum_of_sums(application: Application) -> None:
    view = Budget(application).views["years"]
    assert rows_below(view, "control") == [
        line.id
        for line in view.lines
        if line.id.startswith(("salary_", "rent", "other_")) and not line.members
    ]
    assert rows_below(view, "rent") == ["rent"]


def test_locked_months_stay(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2026, 1, 1))
    application.put(("answer", "end_date"), date(2027, 6, 30))
    put(application, salaries__function_1__pay=5_00, salaries__function_1__months__1=Decimal(3))
    change = lock(application, "salaries", [("function_1", "months:1")], True)
    assert change
    change.apply(application)
    found = suggest_years(Budget(application), "salaries")
    assert found
    found.apply(application)
    assert application.cell("salaries", "function_1", "months:1") == 3
    assert application.cell("salaries", "function_1", "months:2") == 6


ORE = st.integers(1, 10**10)
LOCKS = st.dictionaries(st.sampled_from(["1", "2", "3", "4"]), st.none() | st.integers(0, 10**10))


@given(
    st.dictionaries(st.sampled_from(["salary_1", "rent", "travel", "interpreter"]), ORE, min_size=1),
    st.sampled_from(["salary_1", "rent", "other_costs"]),
    LOCKS,
    st.integers(0, 1400),
)
def test_a_suggested_split_sums_to_the_row_in_ore_and_leaves_locks(
    uppsala: FormEdition, amounts: dict[str, int], row: str, locks: dict[str, int | None], length: int
) -> None:
    """With and without locks: every row is split to the öre, or told."""
    application = Application.new(uppsala)
    application.put(("answer", "start_date"), date(2026, 3, 5))
    application.put(("answer", "end_date"), date(2026, 3, 5) + timedelta(days=length))
    for name, ore in amounts.items():
        application.put(("cell", "detailed", name, column(application)), ore)
    if locks:
        locked(application, row, **{f"_{year}": ore for year, ore in locks.items()})
    change = suggest_years(Budget(application), "years")
    if change:
        change.apply(application)
    budget = Budget(application)
    sentences = unsplit(budget, "years")
    apart = [one for one in rows_below(budget.views["years"], "control") if difference(budget, "years", one)]
    assert len(apart) == len(sentences) <= 1
    for year, ore in locks.items():
        assert application.cell("years", row, f"year:{year}") == ore
    assert suggest_years(budget, "years") is None


# ------------------------------------------------------------------------- the difference


def test_difference_of_the_sample_is_placed_to_the_krona(sample: Make) -> None:
    """4 418 132 in years against 4 418 130 (FORMS.md); 1 kr of it is in the first salary."""
    application = sample()
    budget = Budget(application)
    assert difference(budget, "years", "salary_1") == -1_00
    assert difference(budget, "years", "control") == -2_00
    before = dict(application.cells["years"]["salary_1"])
    change = place_difference(budget, "years", "control")
    assert change
    change.apply(application)
    assert len(change.operations) == 2
    largest = max(before, key=lambda name: int(str(before[name])))
    assert application.cells["years"]["salary_1"] == before | {largest: int(str(before[largest])) - 1_00}
    budget = Budget(application)
    assert difference(budget, "years", "control") == 0
    assert place_difference(budget, "years", "control") is None
    assert unplaced(budget, "years", "control") == []


def test_difference_goes_to_the_largest_unlocked_year(application: Application) -> None:
    put(application, years__salary_1__year__2=100_00)
    locked(application, "salary_1", _1=540_000_00)
    change = place_difference(Budget(application), "years", "salary_1")
    assert change
    change.apply(application)
    assert application.cell("years", "salary_1", "year:2") == 10_000_00


def test_row_without_years_is_split_instead(application: Application) -> None:
    change = place_difference(Budget(application), "years", "salary_1")
    assert change
    change.apply(application)
    assert application.cell("years", "salary_1", "year:1") == 184_000_00
    assert difference(Budget(application), "years", "salary_1") == 0


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ({"_1": 1_00, "_2": 1_00, "_3": None, "_4": None}, "alla år är låsta"),
        ({"_1": 600_000_00}, "större än det största olåsta året"),
        ({"_1": Unparsed("ca 5", "Skriv om.")}, "går inte att tolka"),
    ],
)
def test_difference_that_has_no_place_is_left_and_told(
    application: Application, years: dict[str, Value], words: str
) -> None:
    locked(application, "salary_1", **years)
    put(application, years__salary_1__year__2=3_00)
    budget = Budget(application)
    assert place_difference(budget, "years", "control") is None
    (sentence,) = unplaced(budget, "years", "control")
    assert words in sentence


@given(st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=4, max_size=4), st.integers(0, 10**9))
def test_what_is_placed_makes_the_row(uppsala: FormEdition, years: list[int | None], total: int) -> None:
    application = Application.new(uppsala)
    application.put(("answer", "start_date"), date(2026, 1, 1))
    application.put(("answer", "end_date"), date(2029, 12, 31))
    application.put(("cell", "detailed", "rent", column(application)), total)
    for number, ore in enumerate(years, start=1):
        application.put(("cell", "years", "rent", f"year:{number}"), ore)
    change = place_difference(Budget(application), "years", "rent")
    if change:
        change.apply(application)
    budget = Budget(application)
    assert bool(difference(budget, "years", "rent")) == bool(unplaced(budget, "years", "rent"))


def test_difference_is_unknown_where_an_amount_is_and_where_there_is_no_total(
    application: Application, started: Callable[[str], Application]
) -> None:
    put(application, years__rent__year__1=Unparsed("ca 5", "Skriv om."))
    assert difference(Budget(application), "years", "control") is None
    assert difference(Budget(application), "detailed", "salary_1") is None
    assert difference(Budget(started("gavle-like")), "costs", "requested_1") is None


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
