"""What is done to several rows at once, seen in the application."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.rows import duplicate_rows, insert_rows, move_rows, remove_rows
from finsam_desktop.domain.sheet import Budget

Make = Callable[[], Application]
PARTY = "party:alvkarleby"


def do(application: Application, change: Change | None) -> Change:
    assert change is not None
    change.apply(application)
    return change


def group(application: Application, name: str, sheet: str = "detailed") -> list[str]:
    return [row.id for row in application.rows[sheet] if row.group == name]


def test_rows_come_above_the_one_or_last(sample: Make) -> None:
    application = sample()
    change = do(application, insert_rows(application, "detailed", "salaries", "salary_2", 2))
    assert change.label == "Infoga rader"
    assert group(application, "salaries")[0::3] == ["salary_1", "salary_2", "salary_5"]
    change = do(application, insert_rows(application, "detailed", "salaries", "", 1))
    assert change.label == "Infoga rad"
    assert group(application, "salaries")[-2] == "salary_7"
    do(application, insert_rows(application, "detailed", "salaries", "rent", 1))  # a row of another group
    assert group(application, "salaries")[-3] == "salary_7"


def test_copy_has_the_values_and_notes_in_every_sheet(sample: Make) -> None:
    application = sample()
    application.put(("note", "detailed", "salary_1", note_name("sum", PARTY)), "=1")
    application.put(("note", "years", "salary_1", note_name("lock", "year:1")), True)
    do(application, duplicate_rows(application, "detailed", ["salary_2", "salary_1", "salaries_sum"]))
    rows = group(application, "salaries")
    assert (rows[1], rows[4]) == ("salary_2", "salary_3")
    for sheet in ("detailed", "years"):
        for one, other in ((0, 2), (1, 3)):
            assert application.cells[sheet][rows[one]] == application.cells[sheet][rows[other]]
        assert application.notes[sheet]["salary_1"] == application.notes[sheet][rows[2]]


def test_copy_of_a_row_of_the_form_has_its_words_as_a_name(sample: Make) -> None:
    application = sample()
    do(application, duplicate_rows(application, "detailed", ["training"]))
    rows = group(application, "other")
    copied = rows[rows.index("training") + 1]
    assert application.cell("detailed", copied, "label") == "Utbildning insatsmedarbetare"
    assert application.cell("detailed", copied, PARTY) == 10000000
    assert duplicate_rows(application, "detailed", ["rent"]) is None


def test_rows_move_together(sample: Make) -> None:
    application = sample()
    change = do(application, move_rows(application, "detailed", ["salary_2", "salary_1"], 1))
    assert change.label == "Flytta rader"
    assert group(application, "salaries")[:3] == ["salary_3", "salary_1", "salary_2"]
    do(application, move_rows(application, "detailed", ["salary_1", "salary_2"], 100))
    assert group(application, "salaries")[-2:] == ["salary_1", "salary_2"]
    assert move_rows(application, "detailed", ["salary_1", "salary_2"], 1) is None
    do(application, move_rows(application, "detailed", ["salary_2"], -1))
    assert group(application, "salaries")[-2:] == ["salary_2", "salary_1"]
    every = group(application, "salaries")
    assert move_rows(application, "detailed", every, 1) is None


def test_rows_that_are_no_neighbours_become_neighbours(sample: Make) -> None:
    application = sample()
    do(application, move_rows(application, "detailed", ["salary_2", "salary_5"], -1))
    assert group(application, "salaries")[:3] == ["salary_2", "salary_5", "salary_1"]


def test_own_rows_are_removed_and_those_of_the_form_emptied(sample: Make) -> None:
    application = sample()
    do(application, insert_rows(application, "detailed", "salaries", "", 2))
    added = group(application, "salaries")[-2:]
    application.put(("cell", "detailed", added[0], PARTY), 5)
    application.put(("cell", "years", "salary_1", "year:1"), 5)
    application.put(("note", "detailed", "salary_1", note_name("comment")), "Ny")
    before = copy.deepcopy(application)
    change, words = remove_rows(application, "detailed", [*added, "salary_1", "salaries_sum"])
    assert words == "2 rader togs bort. 1 rad hör till blanketten och tömdes i stället."
    done = do(application, change)
    assert (done.label, len(group(application, "salaries"))) == ("Ta bort rader", 7)
    for sheet in ("detailed", "years"):
        assert "salary_1" not in application.cells[sheet]
        assert "salary_1" not in application.notes.get(sheet, {})
    done.inverse().apply(application)
    assert application == before


@pytest.mark.parametrize(
    ("rows", "label", "words"),
    [
        (["salary_1"], "Töm rader", "1 rad hör till blanketten och tömdes i stället."),
        (["salary_1", "training"], "Töm rader", "2 rader hör till blanketten och tömdes i stället."),
        (["new"], "Ta bort rad", "1 rad togs bort."),
    ],
)
def test_what_is_removed_is_said(sample: Make, rows: list[str], label: str, words: str) -> None:
    application = sample()
    do(application, insert_rows(application, "detailed", "salaries", "", 1))
    new = group(application, "salaries")[-1]
    change, told = remove_rows(application, "detailed", [new if row == "new" else row for row in rows])
    assert change
    assert (change.label, told) == (label, words)


def test_nothing_to_remove_is_no_change(sample: Make) -> None:
    assert remove_rows(sample(), "detailed", ["salaries_sum"]) == (None, "")


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
@given(data=st.data())
def test_any_row_operations_are_undone(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    application = started(edition_id)
    for _ in range(data.draw(st.integers(0, 4))):
        if change := step(data.draw, application):
            change.apply(application)
    before = copy.deepcopy(application)
    budget = Budget(application)
    done: list[Change] = []
    for _ in range(data.draw(st.integers(1, 4))):
        sheet = data.draw(st.sampled_from([name for name, rows in application.rows.items() if rows]))
        places = data.draw(st.sets(st.integers(0, len(application.rows[sheet]) - 1), min_size=1, max_size=6))
        ids = [application.rows[sheet][place].id for place in places]
        first = next(row for row in application.rows[sheet] if row.id == ids[0])
        change = data.draw(
            st.sampled_from(
                [
                    duplicate_rows(application, sheet, ids),
                    move_rows(application, sheet, ids, data.draw(st.integers(-3, 3))),
                    remove_rows(application, sheet, ids)[0],
                    insert_rows(application, sheet, first.group, first.id, 2, first.party),
                ]
            )
        )
        if change:
            change.apply(application)
            budget.update(change)
            done.append(change)
    for change in reversed(done):
        change.inverse().apply(application)
    assert application == before
