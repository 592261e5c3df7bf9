"""What each edit does, seen in the application that it changes."""

import copy
from collections.abc import Callable
from decimal import Decimal

import pytest

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Attachment, Leftover, Row
from finsam_desktop.domain.change import Change, Insert
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]


def done(application: Application, change: Change | None) -> Change:
    """The change, made."""
    assert change is not None
    change.apply(application)
    return change


def group(application: Application, sheet: str, name: str, party: str = "") -> list[str]:
    """Ids of the group's rows, in order."""
    return [row.id for row in application.rows[sheet] if (row.group, row.party) == (name, party)]


def test_values_that_are_there_already_are_no_change(sample: Make) -> None:
    application = sample()
    same: dict[tuple[str, ...], Value] = {
        ("answer", "name"): application.name,
        ("answer", "discussed"): True,
        ("answer", "intake_end_date"): application.answers["intake_end_date"],
        ("cell", "detailed", "salary_1", "rate"): Decimal("100.0"),
        ("party", "af", "phone"): "",
        ("answer", "goals"): application.answers["goals"],
    }
    assert edits.set_values(application, same, "Ändra") is None


def test_value_of_another_type_is_a_change(sample: Make) -> None:
    """1 and True and Decimal(1) are equal to Python, and not to a person."""
    application = sample()
    change = edits.set_values(application, {("answer", "discussed"): 1}, "Ändra")
    assert change
    assert change.operations[0].after == 1  # type: ignore[union-attr]


def test_set_values_leaves_out_what_is_there_and_keeps_the_order(sample: Make) -> None:
    application = sample()
    values: dict[tuple[str, ...], Value] = {
        ("answer", "name"): "Ny",
        ("answer", "discussed"): True,
        ("answer", "budget_name"): "",
    }
    change = done(application, edits.set_values(application, values, "Ändra", "import"))
    assert list(change.paths) == [("answer", "name"), ("answer", "budget_name")]
    assert (change.label, change.origin) == ("Ändra", "import")
    assert application.name == "Ny"
    assert "budget_name" not in application.answers


def test_control_characters_do_not_come_in(sample: Make) -> None:
    application = sample()
    done(application, edits.set_values(application, {("answer", "name"): "A\x00B\r\nC"}, "Ändra"))
    assert application.name == "AB\nC"
    assert edits.set_values(application, {("answer", "name"): "A\x07B\nC"}, "Ändra") is None


def test_row_is_added_last_or_below_another(sample: Make) -> None:
    application = sample()
    done(application, edits.add_row(application, "detailed", "salaries"))
    done(application, edits.add_row(application, "detailed", "salaries", after="salary_2"))
    done(application, edits.add_row(application, "detailed", "salaries", after="rent"))
    ids = group(application, "detailed", "salaries")
    assert [name if name.startswith("salary") else "new" for name in ids] == [
        *("salary_1", "salary_2", "new", "salary_3", "salary_4", "salary_5", "salary_6", "salary_7"),
        *("new", "new"),
    ]
    assert len(set(ids)) == 10


def test_row_is_added_to_the_table_of_one_funder(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    lead, other = application.budget_parties
    done(application, edits.add_row(application, "costs", "own_costs", party=lead))
    assert len(group(application, "costs", "own_costs", lead)) == 4
    assert len(group(application, "costs", "own_costs", other)) == 3


def test_removed_row_takes_its_cells_in_every_sheet(sample: Make) -> None:
    application = sample()
    change = done(application, edits.remove_row(application, "detailed", "salary_1"))
    assert "salary_1" not in group(application, "detailed", "salaries")
    assert "salary_1" not in application.cells["detailed"]
    assert "salary_1" not in application.cells["years"]
    change.inverse().apply(application)
    assert application.cell("years", "salary_1", "year:1") == 372_588_00
    assert group(application, "detailed", "salaries")[0] == "salary_1"


@pytest.mark.parametrize(
    ("row", "steps", "order"),
    [
        ("rent", 1, ["other_premises", "rent"]),
        ("rent", 9, ["other_premises", "rent"]),
        ("other_premises", -1, ["other_premises", "rent"]),
        ("rent", -1, None),
        ("other_premises", 1, None),
        ("rent", 0, None),
    ],
)
def test_row_moves_within_its_group(sample: Make, row: str, steps: int, order: list[str] | None) -> None:
    application = sample()
    change = edits.move_row(application, "detailed", row, steps)
    assert (change is None) == (order is None)
    if change and order:
        change.apply(application)
        assert group(application, "detailed", "premises") == order


def test_owner_gets_a_budget_column_and_a_partner_none(sample: Make) -> None:
    application = sample()
    done(application, edits.add_party(application, "co-owner", {"organisation": "Tierp"}))
    done(application, edits.add_party(application, "partner"))
    owner, partner = application.parties[-2:]
    assert application.budget_parties[-1] == owner.id
    assert partner.id not in application.budget_parties
    assert owner.text("organisation") == "Tierp"


def test_removed_party_takes_its_column_with_the_amounts(sample: Make) -> None:
    application = sample()
    assert edits.amounts_of(application, "alvkarleby") == 9
    assert edits.amounts_of(application, "af") == 0
    done(application, edits.remove_party(application, "alvkarleby"))
    assert "alvkarleby" not in application.budget_parties
    assert application.cells["detailed"]["salary_1"].keys() == {"rate", "from", "to"}
    assert application.cell("years", "salary_1", "year:1") == 372_588_00


def test_removed_party_takes_its_signed_page(sample: Make) -> None:
    application = sample()
    page, shared = (Attachment(name, f"{name}.pdf", 4, name * 64) for name in "ab")
    done(application, edits.add_attachments(application, [page, shared]))
    scans: dict[tuple[str, ...], Value] = {
        ("party", "alvkarleby", "scan"): "b",
        ("party", "af", "scan"): "a",
        ("party", "fk", "scan"): "b",
    }
    done(application, edits.set_values(application, scans, "Bifoga"))
    done(application, edits.remove_party(application, "fk"))
    assert application.attachments == [page, shared], "another party has signed on that page too"
    change = done(application, edits.remove_party(application, "af"))
    assert application.attachments == [shared]
    change.inverse().apply(application)
    assert application.attachments == [page, shared]


def test_removed_funder_takes_its_table(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    lead, other = application.budget_parties
    path = ("cell", "costs", f"own_1@{other}", "year:1")
    done(application, edits.set_values(application, {path: 5_00}, "Ändra"))
    rows = list(application.rows["costs"])
    change = done(application, edits.set_in_budget(application, other, False))
    assert application.budget_parties == [lead]
    assert all(row.party != other for row in application.rows["costs"])
    assert application.cells["costs"] == {}
    change.inverse().apply(application)
    assert application.rows["costs"] == rows
    assert application.get(path) == 5_00


def test_budget_column_is_given_and_taken_once(sample: Make) -> None:
    application = sample()
    assert edits.set_in_budget(application, "af", True) is None
    done(application, edits.set_in_budget(application, "af", False))
    assert edits.set_in_budget(application, "af", False) is None
    done(application, edits.set_in_budget(application, "af", True))
    assert application.budget_parties == ["alvkarleby", "fk", "region", "af"]


def test_party_moves_among_those_of_its_role(sample: Make) -> None:
    application = sample()
    assert edits.move_party(application, "alvkarleby", 1) is None
    done(application, edits.move_party(application, "fk", -1))
    assert [party.id for party in application.parties] == ["alvkarleby", "af", "fk", "region"]
    done(application, edits.move_party(application, "af", 5))
    assert [party.id for party in application.parties] == ["alvkarleby", "fk", "region", "af"]


def test_budget_column_moves(sample: Make) -> None:
    application = sample()
    done(application, edits.move_budget_party(application, "fk", -1))
    assert application.budget_parties == ["alvkarleby", "fk", "af", "region"]
    assert edits.move_budget_party(application, "alvkarleby", -1) is None


def test_change_keeps_its_own_party(sample: Make) -> None:
    """Editing the party that a change put in leaves the change as it was written."""
    application = sample()
    change = done(application, edits.add_party(application, "partner", {"organisation": "A"}))
    path = ("party", application.parties[-1].id, "organisation")
    done(application, edits.set_values(application, {path: "B"}, "Ändra"))
    assert change.operations[0].item.attributes["organisation"] == "A"  # type: ignore[union-attr]


def files(*ids: str) -> list[Attachment]:
    return [Attachment(one, f"{one}.pdf", 1, "0" * 64) for one in ids]


def test_files_are_attached_last_in_one_step(sample: Make) -> None:
    application = sample()
    one = done(application, edits.add_attachments(application, files("a")))
    more = done(application, edits.add_attachments(application, files("b", "c")))
    assert (one.label, more.label) == ("Bifoga fil", "Bifoga filer")
    assert application.attachments == files("a", "b", "c")
    assert edits.add_attachments(application, []) is None
    more.inverse().apply(application)
    assert application.attachments == files("a")


@pytest.mark.parametrize(
    ("name", "step", "order"),
    [("a", 1, "bac"), ("c", -9, "cab"), ("b", 5, "acb"), ("a", -1, None), ("c", 1, None), ("b", 0, None)],
)
def test_attached_file_moves(sample: Make, name: str, step: int, order: str | None) -> None:
    application = sample()
    done(application, edits.add_attachments(application, files("a", "b", "c")))
    change = edits.move_attachment(application, name, step)
    assert (change is None) == (order is None)
    if change and order:
        change.apply(application)
        assert application.attachments == files(*order)
        change.inverse().apply(application)
        assert application.attachments == files("a", "b", "c")


def test_attached_file_and_leftover_are_removed_and_come_back(sample: Make) -> None:
    application = sample()
    application.leftovers = [Leftover("a", "uppsala-2016", "Mål"), Leftover("b", "uppsala-2016", "", (), {})]
    done(application, edits.add_attachments(application, files("a", "b")))
    before = application.snapshot()
    file = done(application, edits.remove_attachment(application, "a"))
    leftover = done(application, edits.remove_leftover(application, "a"))
    assert [one.id for one in (*application.attachments, *application.leftovers)] == ["b", "b"]
    assert (file.label, leftover.label) == ("Ta bort bifogad fil", "Ta bort överblivet")
    leftover.inverse().apply(application)
    file.inverse().apply(application)
    assert application == before


def test_notes_go_with_their_row_and_come_back(sample: Make) -> None:
    application = sample()
    change = edits.add_row(application, "detailed", "salaries")
    change.apply(application)
    (row,) = (
        one.item.id for one in change.operations if isinstance(one, Insert) and isinstance(one.item, Row)
    )
    for sheet, name in (
        ("detailed", "comment"),
        ("detailed", "sum:party:alvkarleby"),
        ("years", "lock:year:1"),
    ):
        application.put(("note", sheet, row, name), "x")
    before = copy.deepcopy(application.notes)
    removal = edits.remove_row(application, "detailed", row)
    removal.apply(application)
    assert application.notes == {}
    removal.inverse().apply(application)
    assert application.notes == before


def test_notes_on_a_party_go_with_its_column(sample: Make) -> None:
    application = sample()
    application.put(("note", "detailed", "salary_1", "sum:party:alvkarleby"), "=1+1")
    application.put(("note", "detailed", "salary_1", "comment"), "Ny tjänst")
    change = edits.set_in_budget(application, "alvkarleby", False)
    assert change
    change.apply(application)
    assert application.notes == {"detailed": {"salary_1": {"comment": "Ny tjänst"}}}
