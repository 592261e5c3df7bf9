"""Filling, series, and what a selection comes to."""

import copy
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.fill import Figures, fill_down, fill_right, selection_figures, series
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.typed import sum_source, typed, typed_change, written
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
PARTY = "party:alvkarleby"
ROWS = [f"salary_{number}" for number in range(1, 8)]


@pytest.fixture
def budget(sample: Make) -> Budget:
    return Budget(sample())


def do(budget: Budget, change: Change | None) -> None:
    assert change is not None
    change.apply(budget.application)
    budget.update(change)


def put(budget: Budget, column: str, values: list[Value]) -> None:
    """Values down the column of the salary rows, from the first."""
    paths: dict[edits.Path, Value] = {
        ("cell", "detailed", row, column): value for row, value in zip(ROWS, values, strict=False)
    }
    change = edits.set_values(budget.application, paths, "Ändra")
    if change:
        do(budget, change)


def column(budget: Budget, name: str) -> list[Value]:
    return [budget.application.cell("detailed", row, name) for row in ROWS]


# ----------------------------------------------------------------------------------- filling


def test_first_line_goes_into_the_others_with_its_sum(budget: Budget) -> None:
    do(budget, typed_change(budget, "detailed", "salary_1", PARTY, "=12*34500"))
    before = copy.deepcopy(budget.application)
    lines = ["salary_1", "salary_3", "salaries_sum", "rent"]
    change = fill_down(budget, "detailed", lines, ["rate", "from", PARTY, "total"])
    do(budget, change)
    assert budget.application.cell("detailed", "salary_3", "from") == date(2025, 7, 1)
    assert [budget.application.cell("detailed", row, PARTY) for row in ("salary_3", "rent")] == [41400000] * 2
    assert sum_source(budget, "detailed", "rent", PARTY) == "=12*34500"
    assert change
    do(budget, change.inverse())
    assert budget.application == before


def test_first_column_goes_into_the_others(budget: Budget) -> None:
    do(budget, fill_right(budget, "detailed", ["salary_1", "training"], [PARTY, "party:af", "total"]))
    assert budget.application.cell("detailed", "salary_1", "party:af") == 189906500
    assert budget.application.cell("detailed", "training", "party:af") == 10000000


def test_single_line_or_column_takes_from_its_neighbour(budget: Budget) -> None:
    do(budget, fill_down(budget, "detailed", ["salary_3"], [PARTY]))
    do(budget, fill_right(budget, "detailed", ["salary_3"], ["party:af"]))
    assert budget.application.cell("detailed", "salary_3", "party:af") == 189906500
    assert fill_down(budget, "detailed", ["requested_salaries_heading"], [PARTY]) is None


def test_other_kind_of_cell_takes_the_text(budget: Budget) -> None:
    do(budget, fill_right(budget, "detailed", ["salary_1"], ["rate", "from"]))
    assert budget.application.cell("detailed", "salary_1", "from") == typed("date", "100%")[0]


def test_computed_figure_is_filled_as_its_value_and_words_of_the_form_are_not(budget: Budget) -> None:
    do(budget, fill_down(budget, "detailed", ["salaries_sum", "rent"], ["label", PARTY]))
    assert budget.application.cell("detailed", "rent", PARTY) == 379813000
    put(budget, PARTY, [Unparsed("ca 5", "x")])
    assert fill_down(budget, "detailed", ["salaries_sum", "rent"], [PARTY]) is None


def test_empty_cell_empties_the_others(budget: Budget) -> None:
    do(budget, fill_down(budget, "detailed", ["evaluation", "training"], [PARTY]))
    assert budget.application.cell("detailed", "training", PARTY) is None


# ----------------------------------------------------------------------------------- series


def dates(*texts: str) -> list[Value]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("name", "given_values", "following"),
    [
        ("from", dates("2025-07-01"), dates("2025-07-01", "2025-07-01")),
        ("from", dates("2025-07-01", "2025-07-08"), dates("2025-07-15", "2025-07-22")),
        ("from", dates("2025-07-01", "2025-08-01"), dates("2025-09-01", "2025-10-01")),
        ("from", dates("2025-07-01", "2026-07-01"), dates("2027-07-01", "2028-07-01")),
        ("from", dates("2026-03-01", "2026-02-01"), dates("2026-01-01", "2025-12-01")),
        ("from", dates("2025-12-31", "2026-12-31"), dates("2027-12-31", "2028-12-31")),
        ("from", dates("2026-06-30", "2026-12-31"), dates("2027-06-30", "2027-12-31")),
        ("from", dates("2025-10-30", "2025-12-30"), dates("2026-02-28", "2026-04-30")),
        ("from", dates("2025-07-01", "2025-07-01"), dates("2025-07-01", "2025-07-01")),
        ("from", dates("2025-07-01", "2025-07-02", "2025-07-05"), dates("2025-07-01", "2025-07-02")),
        ("from", dates("2096-01-01", "2098-01-01"), [None, None]),
        (PARTY, [100, 250], [400, 550]),
        (PARTY, [100, 250, 300], [100, 250]),
        (PARTY, [500], [500, 500]),
        (PARTY, [500, None], [500, None]),
        (PARTY, [10**17 - 1, 10**17], [typed("amount", f"1000000000000000,0{ore}")[0] for ore in (1, 2)]),
        ("rate", [Decimal(50), Decimal(75)], [Decimal(100), Decimal(125)]),
        ("rate", [Decimal(50), Decimal(25)], [Decimal(0), typed("percent", "-25%")[0]]),
        ("label", ["Tjänst 1"], ["Tjänst 2", "Tjänst 3"]),
        ("label", ["Tjänst 1", "Tjänst 3"], ["Tjänst 5", "Tjänst 7"]),
        ("label", ["Tjänst 08", "Tjänst 09"], ["Tjänst 10", "Tjänst 11"]),
        ("label", ["2025", "2026"], ["2027", "2028"]),
        ("label", ["2025"], ["2025", "2025"]),
        ("label", ["A 1", "B 2"], ["A 1", "B 2"]),
        ("label", ["A 1", "A 0"], [None, None]),
        ("label", ["Coach"], ["Coach", "Coach"]),
        ("label", ["Coach", None], ["Coach", None]),
    ],
)
def test_series_goes_on_with_its_step(
    budget: Budget, name: str, given_values: list[Value], following: list[Value]
) -> None:
    put(budget, name, given_values)
    end = len(given_values) + 2
    empty: list[Value] = [None] * 7
    put(budget, name, [*given_values, *empty])
    change = series(budget, "detailed", (ROWS[: len(given_values)], [name]), (ROWS[:end], [name]))
    if change:
        do(budget, change)
    assert column(budget, name)[len(given_values) : end] == following


def test_series_goes_backwards_and_skips_computed_cells(budget: Budget) -> None:
    put(budget, "label", ["a", "b", "c", "Tjänst 2"])
    do(budget, series(budget, "detailed", ([ROWS[3]], ["label"]), (ROWS[:3], ["label"])))
    assert column(budget, "label")[:4] == ["a", "Tjänst 0", "Tjänst 1", "Tjänst 2"]
    put(budget, PARTY, [None, None, None, None, None, 100, 200])
    do(
        budget,
        series(
            budget, "detailed", (ROWS[5:], [PARTY]), (["salaries_sum", "rent", "other_premises"], [PARTY])
        ),
    )
    assert [budget.application.cell("detailed", row, PARTY) for row in ("rent", "other_premises")] == [
        300,
        400,
    ]


def test_series_goes_to_the_right_in_each_line(budget: Budget) -> None:
    party, af, fk = PARTY, "party:af", "party:fk"
    do(budget, typed_change(budget, "detailed", "training", af, "50000"))
    lines = ["training", "purchased"]
    do(budget, series(budget, "detailed", (lines, [party, af]), (lines, [fk, "total"])))
    assert budget.application.cell("detailed", "training", fk) == 0
    assert budget.application.cell("detailed", "purchased", fk) == 10000000


def test_sum_is_repeated_as_it_was_written(budget: Budget) -> None:
    do(budget, typed_change(budget, "detailed", "salary_3", PARTY, "=2*3"))
    do(budget, series(budget, "detailed", (["salary_3"], [PARTY]), (["salary_4"], [PARTY])))
    assert sum_source(budget, "detailed", "salary_4", PARTY) == "=2*3"


def test_nothing_follows_on_cells_that_are_not_filled_in(budget: Budget) -> None:
    assert series(budget, "detailed", (["salaries_sum"], [PARTY]), (["rent"], [PARTY])) is None
    assert series(budget, "detailed", ([], [PARTY]), (["rent"], [PARTY])) is None


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)
@given(data=st.data())
def test_any_fill_is_undone(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    application = started(edition_id)
    for _ in range(data.draw(st.integers(0, 4))):
        if change := step(data.draw, application):
            change.apply(application)
    budget = Budget(application)
    view = budget.views[data.draw(st.sampled_from([sheet.id for sheet in application.edition.sheets]))]
    lines, columns = [line.id for line in view.lines], [one.id for one in view.columns]

    def some(ids: list[str]) -> list[str]:
        start = data.draw(st.integers(0, len(ids) - 1))
        return ids[start : start + data.draw(st.integers(1, 6))]

    rows, across = some(lines), some(columns)
    before = copy.deepcopy(application)
    for change in (
        fill_down(budget, view.id, rows, across),
        fill_right(budget, view.id, rows, across),
        series(budget, view.id, (rows, across), (lines, across)),
        series(budget, view.id, (rows, across), (rows, columns)),
    ):
        if change:
            change.apply(application)
            assert application != before
            change.inverse().apply(application)
        assert application == before


# --------------------------------------------------------------------------- what it comes to


def figures(budget: Budget, lines: list[str], columns: list[str]) -> Figures:
    return selection_figures(budget, "detailed", [(line, one) for line in lines for one in columns])


def test_amounts_have_sum_mean_and_count(budget: Budget) -> None:
    assert figures(budget, ROWS, [PARTY]) == Figures("amount", 379813000, 189906500, 2)
    put(budget, PARTY, [100, 100, -1])
    assert figures(budget, ROWS, [PARTY]) == Figures("amount", 199, 66, 3)
    put(budget, PARTY, [-1, -1, -1, None, -3])
    assert figures(budget, ROWS[:5], [PARTY]).mean == -2  # 1,5 öre, away from zero


def test_words_and_dates_are_counted_beside_the_figures(budget: Budget) -> None:
    put(budget, "label", ["Coach"])
    found = figures(budget, ["requested_salaries_heading", *ROWS[:2]], ["label", "from", PARTY])
    assert found == Figures("amount", 379813000, 189906500, 6)


def test_percent_and_computed_figures(budget: Budget) -> None:
    assert figures(budget, ROWS[:3], ["rate"]) == Figures(
        "percent", Decimal(200), Decimal("66.666666666667"), 3
    )
    assert figures(budget, ["salaries_sum"], ["rate", "from"]) == Figures(
        "percent", Decimal(200), Decimal(200), 1
    )


def test_kinds_are_not_added_up(budget: Budget) -> None:
    assert figures(budget, ROWS[:1], ["rate", PARTY]) == Figures("", None, None, 2)
    assert figures(budget, ROWS[2:3], [PARTY]) == Figures("", None, None, 0)


def test_what_could_not_be_read_makes_the_sum_unknown(budget: Budget) -> None:
    put(budget, PARTY, [100, Unparsed("ca 5", "x")])
    assert figures(budget, ROWS[:2], [PARTY]) == Figures("amount", None, None, 2)
    assert figures(budget, ["salaries_sum"], [PARTY]) == Figures("amount", None, None, 1)


@given(value=st.decimals(0, 1000, places=4))
def test_figures_of_one_cell_are_its_own(sample: Make, value: Decimal) -> None:
    budget = Budget(sample())
    put(budget, "rate", [value])
    found = figures(budget, ROWS[:1], ["rate"])
    assert (found.sum, found.mean) == (value, value)
    assert written("percent", found.sum) == written("percent", value)
