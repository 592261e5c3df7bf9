"""Full-time posts by the days that they overlap."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import suggest_years
from finsam_desktop.domain.checks import check
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.posts import Post, full_time_by_year, most_at_once, posts
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value


def post(rate: int, start: str, end: str) -> Post:
    return Post("r", Decimal(rate), date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2023-01-01", "2023-11-30", 11),
        ("2023-01-01", "2023-12-31", 12),
        ("2025-07-01", "2027-12-31", 30),
        ("2024-02-01", "2024-02-29", 1),
        ("2023-01-16", "2023-02-15", Fraction(16, 31) + Fraction(15, 28)),
        ("2023-04-01", "2023-04-15", Fraction(1, 2)),
        ("2023-04-16", "2023-04-30", Fraction(1, 2)),
    ],
)
def test_months_of_a_post(start: str, end: str, months: Fraction) -> None:
    assert post(100, start, end).months == months


def test_posts_that_follow_each_other_are_not_added() -> None:
    years = [post(200, f"{year}-01-01", f"{year}-12-31") for year in (2018, 2019, 2020)]
    assert most_at_once(years) == 200
    assert full_time_by_year(years) == {2018: 2, 2019: 2, 2020: 2}


def test_posts_at_the_same_time_are_added() -> None:
    both = [post(100, "2023-01-01", "2023-12-31"), post(50, "2023-07-01", "2024-06-30")]
    assert most_at_once(both) == 150
    by_year = full_time_by_year(both)
    assert by_year[2023] == 1 + Fraction(1, 2) * Fraction(184, 365)
    assert by_year[2024] == Fraction(1, 2)


def test_no_posts() -> None:
    assert most_at_once([]) == 0
    assert full_time_by_year([]) == {}


@pytest.fixture
def budget_of(sample: Callable[[], Application]) -> Callable[[dict[tuple[str, str], Value]], Budget]:
    """The sample's budget with other values in salary rows: (row, column) -> value."""

    def make(values: dict[tuple[str, str], Value]) -> Budget:
        application = sample()
        for row in ("salary_1", "salary_2"):
            for column in ("rate", "from", "to", "party:alvkarleby"):
                application.put(("cell", "detailed", row, column), None)
        for (row, column), value in values.items():
            application.put(("cell", "detailed", row, column), value)
        return Budget(application)

    return make


Make = Callable[[dict[tuple[str, str], Value]], Budget]


def test_row_without_a_period_has_the_initiatives(budget_of: Make) -> None:
    budget = budget_of({("salary_1", "rate"): Decimal(50)})
    found = posts(budget, budget.views["detailed"], ["salary_1", "salary_2"])
    assert found == [Post("salary_1", Decimal(50), date(2025, 7, 1), date(2027, 12, 31))]


def _row(row: str, rate: int, end: date, kronor: int) -> dict[tuple[str, str], Value]:
    return {
        (row, "rate"): Decimal(rate),
        (row, "from"): date(2026, 1, 1),
        (row, "to"): end,
        (row, "party:alvkarleby"): kronor * 100,
    }


def messages(budget: Budget, code: str) -> list[str]:
    return [one.message.replace("\u00a0", " ") for one in check(budget) if one.code == code]


def test_cost_for_other_months_than_the_period(budget_of: Make) -> None:
    whole = _row("salary_1", 100, date(2026, 12, 31), 672_000)
    short = _row("salary_2", 50, date(2026, 11, 30), 280_000)
    (message,) = messages(budget_of(whole | short), "months_differ")
    assert "50 % i 11 månader blir 308 000 kr" in message
    assert "280 000 kr, som räcker till 10 månader. Kontrollera beloppet och perioden." in message


@pytest.mark.parametrize("kronor", [308_000, 283_500, 0, 600_000])
def test_cost_that_fits_or_is_simply_another_pay_is_not_told(budget_of: Make, kronor: int) -> None:
    whole = _row("salary_1", 100, date(2026, 12, 31), 672_000)
    short = _row("salary_2", 50, date(2026, 11, 30), kronor)
    assert messages(budget_of(whole | short), "months_differ") == []


@pytest.mark.parametrize("kronor", [500_000, 550_000, 650_000])
def test_another_pay_for_the_same_period_is_not_told(budget_of: Make, kronor: int) -> None:
    one = _row("salary_1", 100, date(2026, 12, 31), 600_000)
    other = _row("salary_2", 100, date(2026, 12, 31), kronor)
    assert messages(budget_of(one | other), "months_differ") == []


def test_cost_for_more_months_is_told_only_where_two_rows_agree_on_the_rate(budget_of: Make) -> None:
    one = _row("salary_1", 100, date(2026, 12, 31), 600_000)
    more = _row("salary_2", 100, date(2026, 11, 30), 650_000)
    assert messages(budget_of(one | more), "months_differ") == []
    (message,) = messages(
        budget_of(one | more | _row("salary_3", 50, date(2026, 12, 31), 300_000)), "months_differ"
    )
    assert "Lönekostnad 2.: 100 % i 11 månader blir 550 000 kr" in message
    assert "som räcker till 13 månader." in message


def test_percent_summed_over_periods_is_told_with_the_posts(budget_of: Make) -> None:
    first = _row("salary_1", 200, date(2026, 12, 31), 1)
    second = _row("salary_2", 200, date(2027, 12, 31), 1) | {("salary_2", "from"): date(2027, 1, 1)}
    (message,) = messages(budget_of(first | second), "rate_summed")
    assert "400 % är en summa över flera perioder" in message
    assert "som mest 200 % samtidigt, i heltidstjänster 2026: 2,0; 2027: 2,0. Använd de talen" in message


@pytest.mark.parametrize(
    "values",
    [
        {("salary_2", "from"): Unparsed("vet ej", "Skriv ett datum.")},
        {("salary_2", "from"): date(2027, 6, 1), ("salary_2", "to"): date(2027, 1, 1)},
        {("salary_2", "from"): None, ("salary_2", "to"): date(2020, 1, 1)},
    ],
)
def test_percent_is_not_said_to_be_summed_where_a_period_is_unknown(
    budget_of: Make, values: dict[tuple[str, str], Value]
) -> None:
    first = _row("salary_1", 200, date(2026, 12, 31), 1)
    second = _row("salary_2", 200, date(2027, 12, 31), 1) | {("salary_2", "from"): date(2027, 1, 1)}
    assert messages(budget_of(first | second), "rate_summed")
    assert messages(budget_of(first | second | values), "rate_summed") == []


def test_percent_is_not_said_to_be_summed_without_the_initiatives_period(budget_of: Make) -> None:
    budget = budget_of({("salary_1", "rate"): Decimal(100), ("salary_2", "rate"): Decimal(100)})
    budget.application.put(("answer", "start_date"), None)
    assert messages(Budget(budget.application), "rate_summed") == []


def test_months_are_suggested_for_the_rows_that_hold_anything(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 31))
    application.put(("cell", "salaries", "function_1", "rate"), Decimal(100))
    change = suggest_years(Budget(application), "salaries")
    assert change
    change.apply(application)
    assert application.cells["salaries"] == {
        "function_1": {"rate": 100, "months:1": 4, "months:2": 12, "months:3": 8}
    }
    application.put(("cell", "salaries", "function_1", "from"), date(2025, 4, 16))
    change = suggest_years(Budget(application), "salaries")
    assert change
    change.apply(application)
    assert application.cells["salaries"]["function_1"] == {
        "rate": 100,
        "from": date(2025, 4, 16),
        "months:2": Decimal("8.5"),
        "months:3": 8,
    }


# ------------------------------------------------------------------------- months of each year


@pytest.fixture
def coach(gavle: FormEdition) -> Callable[..., list[str]]:
    """What is told of the months of a post at 100 %, by year, from September 2024 to August 2026."""

    def make(*months: Value, end: date | None = None) -> list[str]:
        application = Application.new(gavle)
        application.put(("answer", "start_date"), date(2024, 9, 1))
        application.put(("answer", "end_date"), date(2026, 8, 30))
        values: dict[str, Value] = {"label": "Coach", "rate": Decimal(100), "to": end}
        values |= {f"months:{number}": value for number, value in enumerate(months, start=1)}
        for column, value in values.items():
            application.put(("cell", "salaries", "function_1", column), value)
        return messages(Budget(application), "months_of_year")

    return make


@pytest.mark.parametrize(
    "months", [(4, 12, 8), ("4.5", 12, "7.97"), (4, 12, 8, 5), (None, None, None), (0, 0, 0)]
)
def test_months_that_fit_the_period_are_not_told(
    coach: Callable[..., list[str]], months: tuple[int | str | None, ...]
) -> None:
    assert coach(*(None if one is None else Decimal(one) for one in months)) == []


def test_months_that_the_period_does_not_have_are_told(coach: Callable[..., list[str]]) -> None:
    assert coach(Decimal(12), Decimal(30), Decimal(8)) == [
        "Löneberäkning, Coach, Månader 2024: 12 månader, men tiden 2024-09-01 till 2026-08-30 har 4 månader"
        " det året. Rätta antalet eller tiden.",
        "Löneberäkning, Coach, Månader 2025: 30 månader är mer än årets 12. Rätta antalet.",
    ]


def test_months_are_held_against_the_rows_own_period(coach: Callable[..., list[str]]) -> None:
    found = coach(Decimal(4), Decimal(12), Unparsed("ca 8", "Skriv ett tal."), end=date(2025, 1, 31))
    assert [one.partition(" det året")[0] for one in found] == [
        "Löneberäkning, Coach, Månader 2025: 12 månader, men tiden 2024-09-01 till 2025-01-31 har 1 månad"
    ]
    assert coach(Decimal(4), end=date(2024, 12, 31)) == []


def test_year_without_months_is_told_beside_years_that_have_them(coach: Callable[..., list[str]]) -> None:
    (message,) = coach(Decimal(4), None, Decimal(8))
    assert "Månader 2025: 0 månader, men tiden" in message
