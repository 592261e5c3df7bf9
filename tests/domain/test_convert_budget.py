"""Budget sheets in another edition: rows, cells, groups that mean another, computed amounts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Leftover
from finsam_desktop.domain.convert import Entry, convert
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.parse import parse_amount
from finsam_desktop.domain.transfer import to_json

FORMS = Path(__file__).resolve().parent.parent.parent / "forms"
Files = Callable[[str], dict[str, str]]


def variant(files: dict[str, str], name: str, *changes: tuple[str, str]) -> FormEdition:
    """The edition under another id, with pieces of its files replaced wherever they stand."""
    texts = dict(files)
    for old, new in ((f'id = "{load_edition(files).id}"', f'id = "{name}"'), *changes):
        assert any(old in text for text in texts.values()), old
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    return load_edition(texts)


@pytest.fixture(scope="module")
def older(edition_files: Files) -> FormEdition:
    """An edition of the same family with other rows and without dates in the rows."""
    return variant(
        edition_files("uppsala-2024"),
        "older",
        ('  { id = "salary_6", label = "6.", named = true },\n', ""),
        ('  { id = "salary_7", label = "7.", named = true },\n', ""),
        ('  { id = "interpreter", label = "Tolk" },\n', '  { id = "books", label = "Böcker" },\n'),
        ('columns = ["rate", "from", "to", "party"]', 'columns = ["rate", "party"]'),
    )


@pytest.fixture(scope="module")
def gavleborg() -> FormEdition:
    folder = FORMS / "gavleborg-2024"
    return load_edition({path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))})


def state(application: Application) -> dict[str, Any]:
    names = ("answers", "parties", "budget_parties", "rows", "cells", "meta", "attachments", "leftovers")
    return {name: getattr(application.snapshot(), name) for name in names}


def visible(application: Application) -> list[Leftover]:
    return [one for one in application.leftovers if one.text]


def test_rows_of_shared_sheets(uppsala: FormEdition, older: FormEdition) -> None:
    application = Application.new(uppsala)
    lead = application.budget_parties[0]
    column = f"party:{lead}"
    application.cells["detailed"] = {
        "salary_1": {"from": date(2025, 1, 1), column: 100},
        "salary_7": {column: 700},
        "interpreter": {column: 50},
        "misc": {column: parse_amount("ca 5")},
    }
    application.cells["years"] = {"salary_7": {"year:1": 700}}
    there, _ = convert(application, older)
    rows = [row.id for row in there.rows["detailed"]]
    assert rows[:7] == ["salary_1", "salary_2", "salary_3", "salary_4", "salary_5", "rent", "other_premises"]
    assert "books" in rows
    assert rows[-2:] == ["salary_7", "interpreter"]
    assert "salary_6" not in rows
    assert there.cells["detailed"] == {
        "salary_1": {column: 100},
        "salary_7": {"label": "7.", column: 700},
        "interpreter": {"label": "Tolk", column: 50},
        "misc": {column: parse_amount("ca 5")},
    }
    assert there.cells["years"] == application.cells["years"]
    leftover = next(one for one in visible(there))
    assert leftover.caption == "BUDGET - DETALJERAD: delar"
    assert richtext.plain_text(leftover.text) == "Kostnad\tFrån\n1.\t2025-01-01"
    there.cells["detailed"]["interpreter"][column] = 60
    there.cells["detailed"]["books"] = {column: 5}
    again, _ = convert(there, uppsala)
    assert again.cells["detailed"] == application.cells["detailed"] | {
        "interpreter": {column: 60},
        "books": {"label": "Böcker", column: 5},
    }
    assert [row.id for row in again.rows["detailed"]] == [row.id for row in application.rows["detailed"]] + [
        "books"
    ]
    assert not visible(again)


def test_a_row_removed_in_between_leaves_what_had_no_place(uppsala: FormEdition, older: FormEdition) -> None:
    application = Application.new(uppsala)
    edits.add_row(application, "detailed", "salaries").apply(application)
    row = next(row.id for row in application.rows["detailed"] if row.id not in uppsala.sheets[0].row_groups)
    application.cells["detailed"] = {row: {"label": "Ny", "from": date(2025, 1, 1)}}
    there, _ = convert(application, older)
    edits.remove_row(there, "detailed", row).apply(there)
    again, report = convert(there, uppsala)
    assert row not in again.cells["detailed"]
    assert all(one.id != row for one in again.rows["detailed"])
    assert "2025-01-01" in richtext.plain_text(visible(again)[0].text)
    assert Entry("BUDGET - DETALJERAD: delar", "", "left over") in report.entries


def test_groups_that_mean_another_are_filled_and_given_back(
    sample: Callable[[], Application], gavleborg: FormEdition
) -> None:
    application = sample()
    there, report = convert(application, gavleborg)
    costs = there.cells["costs"]
    assert [costs[f"requested_{number}"]["label"] for number in (1, 2, 3)] == ["1.", "2.", "ÖVRIGA KOSTNADER"]
    assert costs["requested_1"]["year:1"] == application.cells["years"]["salary_1"]["year:1"]
    years, detailed = (application.edition.sheets_by_id[name].title for name in ("years", "detailed"))
    assert [one.caption for one in visible(there)][-2:] == [detailed, years]
    assert Entry(years, "Kostnadssammanställning", "moved") in report.entries
    there.put(("cell", "costs", "requested_1", "year:1"), 5)
    again, _ = convert(there, application.edition)
    assert again.cells == application.cells
    assert again.rows == application.rows
    assert [one.caption for one in visible(again)] == ["Kostnadssammanställning"]
    # And once more there: the changed sheet is put in its place.
    there, _ = convert(again, gavleborg)
    assert there.cell("costs", "requested_1", "year:1") == 5


def test_more_rows_than_the_form_has_are_added(uppsala: FormEdition, gavleborg: FormEdition) -> None:
    application = Application.new(uppsala)
    for number in range(12):
        edits.add_row(application, "detailed", "salaries").apply(application)
        row = [row.id for row in application.rows["detailed"] if row.group == "salaries"][-1]
        application.put(("cell", "detailed", row, "label"), f"Tjänst {number}")
        application.put(("cell", "years", row, "year:2"), 100 * (number + 1))
    there, _ = convert(application, gavleborg)
    group = [row.id for row in there.rows["costs"] if row.group == "requested_costs"]
    assert [there.cell("costs", row, "year:2") for row in group] == [100 * n for n in range(1, 13)]
    assert to_json(there)["totals"]["requested"] == 78
    assert state(convert(there, uppsala)[0]) == state(application)


def test_an_amount_is_computed_and_taken_away_again(uppsala: FormEdition, edition_files: Files) -> None:
    files = edition_files("uppsala-2024")
    without = variant(
        files,
        "without",
        ('requested = "requested_amount"\n', ""),
        ('id = "requested_amount"\ntype = "amount"', 'id = "money_words"\ntype = "rich"'),
        ('left = "requested_amount"', 'left = "start_date"'),
        ('kind = "stated"\nleft = "start_date"\nright = "detailed.requested_sum.total"\n', _RULE),
    )
    application = Application.new(without)
    application.put(("cell", "detailed", "rent", f"party:{application.budget_parties[0]}"), 12300)
    there, report = convert(application, uppsala)
    assert there.answers == {"requested_amount": 12300}
    assert "”Sökt belopp” är framräknat ur budgeten" in report.lines()
    again, report = convert(there, without)
    assert state(again) == state(application)
    assert Entry("Sökt belopp", "", "computed") in report.entries
    there.answers["requested_amount"] = 5
    again, _ = convert(there, without)
    assert [richtext.plain_text(one.text) for one in visible(again)] == ["0,05"]


_RULE = 'kind = "equal"\nleft = "summary.sum.requested"\nright = "detailed.requested_sum.total"\n'
