"""What the formula bar says of a cell."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import lock
from finsam_desktop.domain.explain import Explanation, explain, posts_line
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.salary import Salary, apply
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
OWNER = "party:alvkarleby"


def said(application: Application, cell: str) -> Explanation:
    """Of `SHEET LINE COLUMN`, with plain spaces."""
    found = explain(Budget(application), *cell.split())
    parts = tuple((label, value.replace("\u00a0", " ")) for label, value in found.parts)
    return Explanation(found.title, found.text.replace("\u00a0", " "), parts)


# ------------------------------------------------------------------------------------ computed


def test_sum_of_rows_names_them_and_shows_those_that_hold_something(sample: Make) -> None:
    assert said(sample(), f"detailed salaries_sum {OWNER}") == Explanation(
        "SUMMA LÖNEKOSTNAD, Älvkarleby kommun",
        "Summan av rad 1–7.",
        (("Lönekostnad 1.", "1 899 065 kr"), ("Lönekostnad 2.", "1 899 065 kr")),
    )


def test_sum_of_sums_and_of_several_groups(sample: Make, started: Callable[[str], Application]) -> None:
    assert said(sample(), "detailed requested_sum total") == Explanation(
        "SUMMA FRÅN SAMORDNINGSFÖRBUNDET, Alla insatsägare",
        "SUMMA LÖNEKOSTNAD + SUMMA LOKALKOSTNAD + SUMMA ÖVRIGA KOSTNADER.",
        (("SUMMA LÖNEKOSTNAD", "3 798 130 kr"), ("SUMMA ÖVRIGA KOSTNADER", "620 000 kr")),
    )
    found = said(started("gavle-like"), "costs requested_sum total")
    assert found.text == "Lönekostnader + Kostnad rad 1–2."


def test_sum_over_nothing_says_so(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    for party in list(application.budget_parties):
        change = edits.set_in_budget(application, party, False)
        assert change
        change.apply(application)
    assert said(application, "costs own_total total").text == "Summan av inga rader."


def test_carried_cell_says_where_from(sample: Make, started: Callable[[str], Application]) -> None:
    assert said(sample(), "years salary_1 total") == Explanation(
        "Lönekostnader 1., Totalt för insatsen",
        "Hämtas från Budget: Lönekostnad 1., Alla insatsägare.",
        (("Lönekostnad 1., Alla insatsägare", "1 899 065 kr"),),
    )
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2024, 9, 1))
    found = said(application, "costs carried_salaries year:2")
    assert found.text == "Hämtas från Löneberäkning: Summa, Lönekostnad 2025."


def test_formula_is_written_with_the_titles_of_its_columns(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2024, 9, 1))
    for column, value in {"rate": Decimal(50), "pay": 35_190_00, "overhead": Decimal("40.15")}.items():
        application.put(("cell", "salaries", "function_1", column), value)
    assert said(application, "salaries function_1 cost:2") == Explanation(
        "Befattning, Lönekostnad 2025",
        "Tjänst i % × Månadslön × (1 + PO-pålägg) × Månader 2025.",
        (
            ("Tjänst i %", "50 %"),
            ("Månadslön", "35 190 kr"),
            ("PO-pålägg", "40,15 %"),
            ("Månader 2025", "tomt"),
        ),
    )


def test_sum_over_a_family_is_named_by_years_or_organisations(sample: Make) -> None:
    application = sample()
    assert said(application, "detailed rent total").text == "Summan av Älvkarleby kommun, AF, FK och Region."
    assert (
        said(application, "years rent difference").text
        == "Summan av År 1 2025 till År 4 20xx − Totalt för insatsen."
    )
    edits.add_party(application, "co-owner", {"organisation": "Tierp"}).apply(application)
    assert said(application, "detailed rent total").text == "Summan av alla 5 organisationer."


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("requested + own", "A + B."),
        ("(requested + own) * 0.5", "(A + B) × 0,5."),
        ("requested - (own - requested)", "A − (B − A)."),
        ("requested - own - requested", "A − B − A."),
        ("requested / (own * 2) * requested", "A ÷ (B × 2) × A."),
        ("requested * own / requested", "A × B ÷ A."),
    ],
)
def test_formula_in_words_reads_as_it_is_computed(uppsala: FormEdition, formula: str, words: str) -> None:
    sheet = uppsala.sheets_by_id["summary"]
    titles = {"requested": {"title": "A"}, "own": {"title": "B"}, "total": {"formula": formula}}
    columns = tuple(column.model_copy(update=titles.get(column.id, {})) for column in sheet.columns)
    others = tuple(
        one.model_copy(update={"columns": columns}) if one.id == "summary" else one for one in uppsala.sheets
    )
    application = Application.new(uppsala.model_copy(update={"sheets": others}))
    line = next(one.id for one in Budget(application).views["summary"].lines if one.kind == "rows")
    assert said(application, f"summary {line} total").text == words


def test_control_says_what_is_left_to_place(sample: Make) -> None:
    found = said(sample(), "years control total")
    assert found.title == "S:a per år för avstämning, Totalt för insatsen"
    assert found.text == (
        "Kontroll av raden SUMMA FRÅN SAMORDNINGSFÖRBUNDET: Summan av År 1 2025 till År 4 20xx."
    )
    assert found.parts[-1] == ("Kvar att fördela", "−2 kr")
    assert ("År 1 2025", "910 730 kr") in found.parts
    difference = said(sample(), "years control difference")
    assert difference.text == "Hämtas från raden SUMMA FRÅN SAMORDNINGSFÖRBUNDET."


def test_control_in_order_says_so(uppsala: FormEdition) -> None:
    found = said(Application.new(uppsala), "years control total")
    assert found.parts[-1] == ("Kvar att fördela", "åren stämmer med raderna")


def test_what_cannot_be_worked_out_shows_why(sample: Make) -> None:
    application = sample()
    application.put(("cell", "detailed", "salary_1", OWNER), Unparsed("ca 5", "Skriv om."))
    assert said(application, f"detailed salaries_sum {OWNER}").parts[0] == (
        "Lönekostnad 1.",
        "”ca 5”, som inte går att tolka",
    )
    assert ("SUMMA LÖNEKOSTNAD", "okänt") in said(application, "detailed requested_sum total").parts


def test_amounts_are_shown_in_the_unit(sample: Make) -> None:
    application = sample()
    application.put(("meta", "unit"), "tkr")
    found = said(application, f"detailed salaries_sum {OWNER}")
    assert found.parts[0] == ("Lönekostnad 1.", "1 899,065 tkr")
    assert "tkr" in said(application, f"detailed rent {OWNER}").text


# ---------------------------------------------------------------------------------- filled in


@pytest.mark.parametrize(
    ("cell", "title", "words"),
    [
        (f"detailed rent {OWNER}", "Lokalhyra, Älvkarleby kommun", "Skriv ett belopp i kronor"),
        ("detailed salary_1 rate", "Lönekostnad 1., Tjänst i %", "Skriv procent"),
        ("detailed salary_1 from", "Lönekostnad 1., Från", "Skriv ett datum"),
        ("detailed salary_1 label", "Lönekostnad 1.", "Skriv radens namn"),
        ("detailed rent label", "Lokalhyra", "Blankettens egen text"),
        ("detailed rent rate", "Lokalhyra, Tjänst i %", "Här fylls ingenting i"),
    ],
)
def test_cells_say_what_may_be_written(sample: Make, cell: str, title: str, words: str) -> None:
    found = said(sample(), cell)
    assert (found.title, found.parts) == (title, ())
    assert words in found.text


def test_other_kinds_say_what_may_be_written(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    assert said(application, "salaries function_1 months:1").text == "Skriv ett tal, eller en uträkning."
    assert said(application, "plan activities:1 q1").text == "Skriv text."


def test_example_row_is_not_counted(gavle: FormEdition) -> None:
    sheet = gavle.sheets_by_id["costs"].model_dump(by_alias=True)
    example = {"kind": "example", "id": "example", "label": "(Exempel) Resor"}
    sheet["part"][0]["line"] = (example, *sheet["part"][0]["line"])
    costs = type(gavle.sheets[0]).model_validate(sheet)
    sheets = tuple(costs if one.id == "costs" else one for one in gavle.sheets)
    application = Application.new(gavle.model_copy(update={"sheets": sheets}))
    assert said(application, "costs example total").text == "Exempel i blanketten. Det räknas inte med."


def test_unread_text_says_why(sample: Make) -> None:
    application = sample()
    application.put(("cell", "detailed", "rent", OWNER), Unparsed("ca 5", "Skriv om."))
    assert said(application, f"detailed rent {OWNER}").text == "Går inte att tolka. Skriv om."


def test_what_is_kept_beside_a_cell_is_shown(sample: Make) -> None:
    application = sample()
    notes: dict[str, Value] = {
        f"sum:{OWNER}": "=12*1000",
        f"comment:{OWNER}": "Preliminärt",
        "comment": "Se avtal",
    }
    application.put(("cell", "detailed", "rent", OWNER), 12_000_00)
    for name, value in notes.items():
        application.put(("note", "detailed", "rent", name), value)
    change = lock(application, "detailed", [("rent", OWNER)], True)
    assert change
    change.apply(application)
    assert said(application, f"detailed rent {OWNER}").parts == (
        ("Skrivet som", "=12*1000"),
        ("Låst", "ett förslag till fördelning ändrar inte cellen"),
        ("Kommentar", "Preliminärt"),
    )
    assert said(application, "detailed rent label").parts == (("Kommentar", "Se avtal"),)
    application.put(("cell", "detailed", "rent", OWNER), 5_00)
    assert "Skrivet som" not in dict(said(application, f"detailed rent {OWNER}").parts)


def test_salary_shows_its_working_while_it_holds(sample: Make) -> None:
    application = sample()
    salary = Salary(
        35_190_00, Decimal(100), date(2026, 1, 1), date(2026, 12, 31), Decimal("40.15"), "Kommuner 2021, SKR"
    )
    change = apply(Budget(application), "detailed", "salary_3", salary, "alvkarleby")
    assert change
    change.apply(application)
    ((label, words),) = said(application, f"detailed salary_3 {OWNER}").parts
    assert label == "Uträknat"
    assert words.startswith("Lönekostnad 591 825,42 kr: 35 190 kr i månaden")
    application.put(("cell", "detailed", "salary_3", OWNER), 5_00)
    ((label, again),) = said(application, f"detailed salary_3 {OWNER}").parts
    assert (label, again) == ("Ändrat efter uträkningen", words)


def test_every_cell_has_words(sample: Make, started: Callable[[str], Application]) -> None:
    for application in (sample(), started("gavle-like")):
        budget = Budget(application)
        for view in budget.views.values():
            for line in view.lines:
                for column in view.columns:
                    found = explain(budget, view.id, line.id, column.id)
                    assert found.title
                    assert found.text.endswith(".")
                    assert found.text[0].isupper() or not found.text[0].isalpha()


# --------------------------------------------------------------------------------------- posts


def with_posts(application: Application, *rows: tuple[str, str, str]) -> Budget:
    """Rate, from and to of the first rows; the rest are emptied."""
    for number in range(1, 8):
        for column in ("rate", "from", "to"):
            application.put(("cell", "detailed", f"salary_{number}", column), None)
    for number, (rate, start, end) in enumerate(rows, start=1):
        values = {"rate": Decimal(rate), "from": date.fromisoformat(start), "to": date.fromisoformat(end)}
        for column, value in values.items():
            application.put(("cell", "detailed", f"salary_{number}", column), value)
    return Budget(application)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [("200", f"{year}-01-01", f"{year}-12-31") for year in (2018, 2019, 2020)],
            "2,0 heltidstjänster per år (2018–2020)",
        ),
        ([("25", "2025-01-01", "2025-12-31")], "0,25 heltidstjänster per år (2025)"),
        (
            [("100", "2025-01-01", "2026-12-31"), ("50", "2026-01-01", "2026-12-31")],
            "1,0 heltidstjänster per år (2025), 1,5 (2026)",
        ),
        (
            [("100", "2025-01-01", "2025-12-31"), ("100", "2027-01-01", "2027-12-31")],
            "1,0 heltidstjänster per år (2025), 1,0 (2027)",
        ),
        ([], ""),
    ],
)
def test_posts_of_a_sum_are_counted_by_their_days(
    sample: Make, rows: list[tuple[str, str, str]], words: str
) -> None:
    assert posts_line(with_posts(sample(), *rows), "detailed", "salaries_sum") == words


def test_posts_of_a_row_and_of_lines_that_have_none(sample: Make) -> None:
    budget = with_posts(sample(), ("80", "2025-01-01", "2026-12-31"))
    assert posts_line(budget, "detailed", "salary_1") == "0,8 heltidstjänster per år (2025–2026)"
    for line in ("rent", "requested_sum", "premises_sum", "requested_salaries_heading"):
        assert posts_line(budget, "detailed", line) == ""
    assert posts_line(budget, "summary", "sum") == ""
