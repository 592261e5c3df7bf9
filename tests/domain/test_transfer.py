"""What `show --json` prints, `load` takes, and it is the same application."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Attachment, Leftover, new_id
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import NotFoundError, TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed, parse_amount, parse_date, parse_number
from finsam_desktop.domain.transfer import contents, from_json, to_json
from finsam_desktop.domain.transfer_items import file_name
from finsam_desktop.domain.transfer_values import WrongValueError, from_json_value, to_json_value
from finsam_desktop.domain.values import Value

SAMPLE = (
    Path(__file__).resolve().parent.parent.parent / "resources" / "samples" / "uppsala-2024-alvkarleby.json"
)
SAMPLES = Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
Make = Callable[[], Application]
Data = Callable[[], dict[str, Any]]
Editions = Callable[[str], FormEdition]
SETTINGS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def loaded(data: object, editions: Editions) -> Application:
    return from_json(data, editions)


def shown(application: Application) -> dict[str, Any]:
    """What is printed, without the id, which is each application's own."""
    data = json.loads(json.dumps(to_json(application)))
    del data["id"]
    return data  # type: ignore[no-any-return]


def row(data: dict[str, Any], sheet: str, row_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["sheets"][sheet] if one["id"] == row_id)
    return found


# --------------------------------------------------------------------------------- round trip


def test_sample_is_what_is_printed_of_it(sample: Make) -> None:
    printed = to_json(sample())
    kept = {key: value for key, value in printed.items() if key not in ("id", "totals", "findings")}
    file = SAMPLES / "uppsala-2024-alvkarleby.json"
    assert json.dumps(kept, ensure_ascii=False, indent=2) + "\n" == file.read_text(encoding="utf-8")


def test_sample_holds_what_the_paper_says(sample: Make) -> None:
    application = sample()
    assert application.name == "Förstärkt stöd till arbete eller studier, förlängning"
    assert application.kind == "extension"
    assert application.answers["start_date"] == date(2025, 7, 1)
    assert application.answers["participants"] == Decimal(90)
    assert application.answers["requested_amount"] == 4_418_130_00
    assert application.answers["discussed"] is True
    assert application.cell("detailed", "salary_2", "rate") == Decimal(100)
    assert application.cell("detailed", "interpreter", "party:alvkarleby") == 120_000_00
    assert [application.party(one).column_name for one in application.budget_parties] == [
        *("Älvkarleby kommun", "AF", "FK", "Region")
    ]


def test_printed_totals_are_kronor(sample: Make) -> None:
    totals = to_json(sample())["totals"]
    assert (totals["requested"], totals["own"], totals["total"]) == (4_418_130, 0, 4_418_130)
    assert totals["by_year"] == {"2025": 910_730, "2026": 1_799_359, "2027": 1_708_043}
    assert totals["by_party"][0] == {
        "organisation": "Älvkarleby kommun",
        "requested": 4_418_130,
        "own": 0,
        "total": 4_418_130,
    }


def test_printed_findings_say_what_and_where(sample: Make) -> None:
    findings = to_json(sample())["findings"]
    assert all(one.keys() == {"severity", "code", "where", "message"} for one in findings)
    places = [(one["code"], one["where"]) for one in findings]
    assert ("sums_differ", "cell.years.control.total") in places


# ------------------------------------------------------------ leftovers, files, the diary number


def attached(name: str, data: bytes) -> Attachment:
    return Attachment(new_id("f"), name, len(data), hashlib.sha256(data).hexdigest())


RICH = (richtext.Paragraph((richtext.Span("Fler "), richtext.Span("i arbete", bold=True))),)


def with_lists(application: Application) -> Application:
    """With leftovers, attached files and a diary number."""
    application.put(("meta", "dnr"), "2024:12")
    application.leftovers = [
        Leftover("l1", "uppsala-2016", "Implementering", RICH, {"answers": {"implementation": [1.5, None]}}),
        Leftover("l2", "uppsala-2016", "", (), {"rows": ["å"]}),
    ]
    application.attachments = [attached("Avtal.pdf", b"%PDF"), attached("Bild på huset.png", bytes(300))]
    return application


def test_lists_are_shown_only_where_there_are_some(sample: Make) -> None:
    assert to_json(sample()).keys().isdisjoint({"dnr", "leftovers", "attachments"})
    printed = to_json(with_lists(sample()))
    assert (printed["dnr"], printed["leftovers"][1]["caption"]) == ("2024:12", "")
    assert printed["attachments"][0].keys() == {"id", "name", "size", "sha256"}


def test_lists_come_back_with_and_without_contents(sample: Make, editions: Editions) -> None:
    application = with_lists(sample())
    kept = {hashlib.sha256(data).hexdigest(): data for data in (b"%PDF", bytes(300))}
    alone = json.loads(json.dumps(to_json(application)))
    whole = json.loads(json.dumps(to_json(application, kept.__getitem__)))
    for data, expected in ((alone, {}), (whole, kept)):
        back = loaded(data, editions)
        assert back.leftovers == application.leftovers
        assert back.attachments == application.attachments
        assert back.meta == application.meta
        assert contents(data) == expected
        assert shown(back) == shown(application)
    assert to_json(loaded(whole, editions), kept.__getitem__)["attachments"] == whole["attachments"]


@given(st.text(max_size=300))
def test_a_name_of_a_file_stays_one_and_has_no_path(text: str) -> None:
    name = file_name(text)
    assert file_name(name) == name
    assert 0 < len(name) <= 200
    assert not set(name) & set("/\\:\n\x00\u202e")
    assert name not in (".", "..")


def test_a_long_name_keeps_its_end() -> None:
    assert file_name("a" * 300 + ".pdf").endswith("a.pdf")
    assert file_name("../Avtal\u202f2024:\n slutligt.pdf") == "Avtal 2024 slutligt.pdf"


def test_each_load_has_an_id_of_its_own(sample_data: Data, editions: Editions) -> None:
    one, other = (loaded({**sample_data(), "id": "x"}, editions).id for _ in range(2))
    assert len({one, other, "x"}) == 3


def test_load_leaves_its_input_alone(sample_data: Data, editions: Editions) -> None:
    data = sample_data()
    del data["answers"]["name"]
    before = json.dumps(data)
    assert loaded(data, editions).name == sample_data()["name"]
    assert json.dumps(data) == before


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@SETTINGS
@given(data=st.data())
def test_show_load_show_gives_the_same_after_any_edits(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    editions: Editions,
    data: st.DataObject,
) -> None:
    application = started(edition_id)
    for _ in range(data.draw(st.integers(0, 8))):
        change = step(data.draw, application)
        if change:
            change.apply(application)
    printed = shown(application)
    assert shown(loaded(printed, editions)) == printed


def test_tables_by_funder_and_rows_by_year_come_back(
    started: Callable[[str], Application], editions: Editions
) -> None:
    application = started("gavle-like")
    other = application.budget_parties[1]
    application.put(("cell", "costs", f"own_1@{other}", "year:2"), 5_50)
    application.put(("cell", "costs", f"own_1@{other}", "specification"), "Tåg")
    application.put(("cell", "plan", "activities:3", "q1"), "Start\nStyrgrupp")
    application.put(("answer", "annexes"), ("salaries", "other"))
    application.put(("party", other, "place"), "Gävle")
    application.put(("party", other, "signed"), date(2024, 5, 6))
    back = loaded(shown(application), editions)
    assert back.cells == application.cells
    assert back.answers == application.answers
    assert back.parties == application.parties
    assert back.rows == application.rows


def test_moved_and_added_rows_keep_their_order(sample: Make, editions: Editions) -> None:
    application = sample()
    edits.add_row(application, "detailed", "salaries").apply(application)
    added = application.rows["detailed"][7].id
    change = edits.move_row(application, "detailed", added, -7)
    assert change
    change.apply(application)
    back = loaded(shown(application), editions)
    assert [one.id for one in back.rows["detailed"]] == [one.id for one in application.rows["detailed"]]
    assert back.rows["detailed"][0].id == added


def test_rows_that_are_left_out_keep_their_places(sample_data: Data, editions: Editions) -> None:
    data = sample_data()
    added = {"id": "extra", "group": "salaries", "label": "Vikarie", "cells": {"rate": 50}}
    data["sheets"]["detailed"] = [row(data, "detailed", "salary_3"), added, row(data, "detailed", "rent")]
    application = loaded(data, editions)
    ids = [one.id for one in application.rows["detailed"] if one.group == "salaries"]
    assert ids == [*(f"salary_{number}" for number in range(1, 8)), "extra"]
    assert application.cell("detailed", "extra", "label") == "Vikarie"
    assert application.cell("detailed", "salary_1", "rate") is None


def test_least_file_is_an_empty_application(editions: Editions) -> None:
    application = loaded({"edition": "uppsala-2024", "name": "Ny"}, editions)
    assert (application.name, application.kind, application.status) == ("Ny", "new", "draft")
    assert [party.role for party in application.parties] == ["lead", "partner"]


def test_parties_that_have_amounts_get_columns(sample_data: Data, editions: Editions) -> None:
    data = sample_data()
    del data["budget_parties"]
    row(data, "detailed", "rent")["cells"]["party:fk"] = 5
    assert loaded(data, editions).budget_parties == ["alvkarleby", "fk"]


def test_unknown_edition_is_refused_by_who_knows_them(sample_data: Data) -> None:
    def none(edition_id: str) -> FormEdition:
        raise NotFoundError(f"Blanketten ”{edition_id}” finns inte.")

    with pytest.raises(NotFoundError, match="uppsala-2024"):
        from_json(sample_data(), none)


# ------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        ("amount", 12, 12_00),
        ("amount", 12.5, 12_50),
        ("amount", 0.29, 29),
        ("amount", 1e15, 10**17),
        ("amount", -3, -3_00),
        ("amount", "4 418 130 kr", 4_418_130_00),
        ("amount", "ca 5", parse_amount("ca 5")),
        ("number", 2.5, Decimal("2.5")),
        ("number", "1,5", parse_number("1,5")),
        ("percent", 62.5, Decimal("62.5")),
        ("percent", "100%", Decimal(100)),
        ("date", "2025-07-01", date(2025, 7, 1)),
        ("date", "1/1-2023", date(2023, 1, 1)),
        ("date", "oktober 2020", parse_date("oktober 2020")),
        ("text", "å\r\nä", "å\nä"),
        ("email", "namn@example.se", "namn@example.se"),
        ("yesno", False, False),
        ("choices", ["b", "a", "b"], ("a", "b")),
        *((kind, None, None) for kind in ("amount", "date", "text", "rich", "yesno", "choices")),
        *((kind, "", None) for kind in ("amount", "percent", "date", "text", "rich")),
        ("choices", [], None),
        ("rich", [], None),
    ],
)
def test_value_is_read(kind: str, data: object, value: Value) -> None:
    found = from_json_value(kind, data, ["a", "b", "c"])
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("kind", ["amount", "number", "percent"])
@pytest.mark.parametrize(
    "data", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal(10) ** 30, [], True]
)
def test_what_is_no_number_is_refused(kind: str, data: object) -> None:
    with pytest.raises(WrongValueError):
        from_json_value(kind, data)


@given(st.integers(-(10**17), 10**17))
def test_amount_comes_back_exactly(ore: int) -> None:
    """A number that JSON would round is printed as text."""
    assert from_json_value("amount", json.loads(json.dumps(to_json_value(ore)))) == ore


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=6))
def test_number_comes_back_exactly(number: Decimal) -> None:
    assert from_json_value("number", json.loads(json.dumps(to_json_value(number)))) == number


@given(st.decimals(0, 1000, places=4))
def test_percent_comes_back_exactly(number: Decimal) -> None:
    assert from_json_value("percent", json.loads(json.dumps(to_json_value(number)))) == number


def test_amounts_are_printed_as_numbers_in_kronor() -> None:
    assert to_json_value(12_00) == 12
    assert to_json_value(12_50) == 12.5
    assert to_json_value(10**17 - 1) == "999999999999999,99"


def test_unparsed_text_comes_back_as_it_was_typed(sample: Make, editions: Editions) -> None:
    application = sample()
    typed = parse_amount("ca 5 tusen")
    assert isinstance(typed, Unparsed)
    application.put(("cell", "detailed", "rent", "party:af"), typed)
    application.put(("answer", "end_date"), parse_date("oktober 2020"))
    printed = shown(application)
    assert row(printed, "detailed", "rent")["cells"]["party:af"] == "ca 5 tusen"
    assert printed["totals"]["requested"] is None
    back = loaded(printed, editions)
    assert back.cell("detailed", "rent", "party:af") == typed
    assert back.answers["end_date"] == application.answers["end_date"]


def test_notes_are_shown_and_loaded(sample: Make) -> None:
    application = sample()
    notes: dict[str, Value] = {
        "comment": "Ny tjänst",
        "salary:pay": 34_500_00,
        "sum:party:alvkarleby": "=2*3",
    }
    for name, value in notes.items():
        application.put(("note", "detailed", "salary_1", name), value)
    again = from_json(json.loads(json.dumps(to_json(application))), lambda _: application.edition)
    assert again.notes == {"detailed": {"salary_1": notes}}
    data = to_json(application)
    data["sheets"]["detailed"][0]["notes"] = {"sum:elsewhere": "=1", "colour": "red"}
    with pytest.raises(TransferError) as error:
        from_json(data, lambda _: application.edition)
    assert [one.split(": ")[0] for one in error.value.problems] == [
        "sheets.detailed.salary_1.notes.sum:elsewhere",
        "sheets.detailed.salary_1.notes.colour",
    ]
