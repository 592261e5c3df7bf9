"""What `show --json` prints, `load` takes; what has no place is named, and nothing else happens."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application, Change
from finsam_desktop.domain.errors import NotFoundError, TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed, parse_amount, parse_date, parse_number
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.domain.transfer_values import from_json_value, to_json_value
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
Data = Callable[[], dict[str, Any]]
Editions = dict[str, FormEdition]
SETTINGS = settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def loaded(data: object, editions: Editions) -> Application:
    return from_json(data, editions.__getitem__)


def shown(application: Application) -> dict[str, Any]:
    """What is printed, without the id, which is each application's own."""
    data = json.loads(json.dumps(to_json(application)))
    del data["id"]
    return data  # type: ignore[no-any-return]


def problems(data: dict[str, Any], editions: Editions) -> list[str]:
    with pytest.raises(TransferError) as error:
        loaded(data, editions)
    assert str(error.value) == "\n".join(error.value.problems)
    return list(error.value.problems)


def row(data: dict[str, Any], sheet: str, row_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["sheets"][sheet] if one["id"] == row_id)
    return found


# --------------------------------------------------------------------------------- round trip


def test_sample_is_what_is_printed_of_it(sample: Make, sample_data: Data) -> None:
    printed = to_json(sample())
    kept = {key: value for key, value in printed.items() if key not in ("id", "totals", "findings")}
    assert list(kept) == list(sample_data())
    assert kept == sample_data()


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
    finding = to_json(sample())["findings"][1]
    assert finding.keys() == {"severity", "code", "where", "message"}
    assert (finding["code"], finding["where"]) == ("sums_differ", "cell.years.control.total")


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
    from finsam_desktop.domain import edits

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


# ----------------------------------------------------------------------------------- refusals


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Puts a value at a path such as `sheets.detailed.0.label`."""

    def change(data: dict[str, Any]) -> None:
        holder: Any = data
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("/"))
        for step in steps:
            holder = holder[step]
        if isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value

    return change


REFUSED = [
    (put("colour", "red"), "colour: okänd nyckel"),
    (put("kind", "old"), "kind: väntade något av new, extension, supplement, fick 'old'"),
    (put("kind", ["new"]), "kind: väntade något av new, extension, supplement, fick en lista"),
    (put("status", 5), "status: väntade text, fick 5"),
    (put("parent/nr", "2017:38"), "parent.nr: okänd nyckel"),
    (put("parent/name", 5), "parent.name: väntade text, fick 5"),
    (put("parent", "x"), "parent: väntade ett objekt med nycklar, fick 'x'"),
    (put("name", "Annat"), "name: ”Annat” skiljer sig från answers.name ”Förstärkt"),
    (put("name", 5), "name: väntade text, fick 5"),
    (put("answers", []), "answers: väntade ett objekt med nycklar, fick en lista"),
    (put("answers/colour", "red"), "answers.colour: blanketten uppsala-2024 har inget sådant fält"),
    (put("answers/owners", "x"), "answers.owners: blanketten uppsala-2024 har inget sådant fält"),
    (put("answers/name", 5), "answers.name: väntade text, fick 5"),
    (put("answers/discussed", "ja"), "answers.discussed: väntade true eller false, fick 'ja'"),
    (put("answers/start_date", 20250701), "answers.start_date: väntade ett datum som text, fick 20250701"),
    (put("answers/participants", True), "answers.participants: väntade ett tal med högst 15 siffror"),
    (
        put("answers/requested_amount", 1.005),
        "answers.requested_amount: väntade ett belopp i kronor med högst två",
    ),
    (put("answers/requested_amount", 1e16), "answers.requested_amount: väntade ett belopp i kronor"),
    (put("answers/requested_amount", float("nan")), "answers.requested_amount: väntade ett belopp i kronor"),
    (put("answers/goals", [{"type": "picture"}]), "answers.goals: väntade formaterad text (block 1: "),
    (put("parties", {}), "parties: väntade en lista, fick ett objekt"),
    (put("parties/0", "x"), "parties[1]: väntade ett objekt med nycklar, fick 'x'"),
    (put("parties/0/id", "a.b"), "parties[1].id: väntade ett id av bokstäver, siffror, _ och -, fick 'a.b'"),
    (put("parties/1/id", "alvkarleby"), "parties[2].id: ”alvkarleby” används mer än en gång"),
    (put("parties/1/role", "boss"), "parties[2].role: väntade något av lead, co-owner, partner, fick 'boss'"),
    (put("parties/1/role", None), "parties[2].role: väntade något av lead, co-owner, partner, fick None"),
    (put("parties/1/colour", "red"), "parties[2].colour: okänd nyckel"),
    (put("parties/1/organisation", 5), "parties[2].organisation: väntade text, fick 5"),
    (put("parties/1/signed", 5), "parties[2].signed: väntade ett datum som text, fick 5"),
    (put("budget_parties/0", "nobody"), "budget_parties: väntade id för en av parterna, fick 'nobody'"),
    (put("budget_parties/1", "alvkarleby"), "budget_parties: ”alvkarleby” står mer än en gång"),
    (put("sheets", 5), "sheets: väntade ett objekt med nycklar, fick 5"),
    (put("sheets/other", []), "sheets.other: blanketten uppsala-2024 har inget sådant blad"),
    (put("sheets/detailed", {}), "sheets.detailed: väntade en lista, fick ett objekt"),
    (put("sheets/detailed/0", 5), "sheets.detailed[1]: väntade ett objekt med ett eget id, fick 5"),
    (put("sheets/detailed/1/id", "salary_1"), "sheets.detailed[2]: väntade ett objekt med ett eget id"),
    (
        put("sheets/detailed/0/id", "x y"),
        "sheets.detailed.x y: radens id är upptaget eller har otillåtna tecken",
    ),
    (
        put("sheets/detailed/0/id", "salaries_sum"),
        "sheets.detailed.salaries_sum: radens id är upptaget eller",
    ),
    (put("sheets/detailed/0/id", "control"), "sheets.detailed.control: radens id är upptaget eller har"),
    (
        put("sheets/detailed/7", {"id": "new", "group": "premises"}),
        "sheets.detailed.new: bladet har ingen sådan rad",
    ),
    (
        put("sheets/detailed/0/group", "premises"),
        "sheets.detailed.salary_1.group: väntade ”salaries”, fick 'premi",
    ),
    (put("sheets/detailed/0/party", "af"), "sheets.detailed.salary_1.party: väntade ””, fick 'af'"),
    (put("sheets/detailed/0/colour", 1), "sheets.detailed.salary_1.colour: okänd nyckel"),
    (put("sheets/detailed/0/label", 5), "sheets.detailed.salary_1.label: väntade text, fick 5"),
    (
        put("sheets/detailed/7/label", "Hyra"),
        "sheets.detailed.rent.label: väntade ”Lokalhyra”, som raden heter",
    ),
    (put("sheets/years/0/label", "Coach"), "sheets.years.salary_1.label: väntade ”1.”, som raden heter"),
    (put("sheets/detailed/0/cells", [1]), "sheets.detailed.salary_1.cells: väntade ett objekt med nycklar"),
    (put("sheets/detailed/0/cells/total", 5), "salary_1.cells.total: där finns ingen cell att fylla i"),
    (put("sheets/detailed/0/cells/label", "x"), "salary_1.cells.label: där finns ingen cell att fylla i"),
    (put("sheets/detailed/0/cells/party:x", 5), "salary_1.cells.party:x: där finns ingen cell att fylla i"),
    (
        put("sheets/detailed/0/cells/rate", 1001),
        "salary_1.cells.rate: väntade procent från 0 till 1000, fick 1001",
    ),
    (
        put("sheets/detailed/0/cells/rate", -1),
        "salary_1.cells.rate: väntade procent från 0 till 1000, fick -1",
    ),
    (
        put("sheets/detailed/0/cells/from", []),
        "salary_1.cells.from: väntade ett datum som text, fick en lista",
    ),
    (put("sheets/summary/0", {"id": "sum"}), "sheets.summary.sum: bladet har ingen sådan rad"),
    (
        put("sheets/detailed/0/cells/rate", 10**5000),
        "väntade ett tal med högst 15 siffror och 12 decimaler, fick ett",
    ),
    (put("answers/name", ["x" * 1000]), "answers.name: väntade text, fick en lista"),
    (put("answers/discussed", "x" * 1000), "answers.discussed: väntade true eller false, fick 'xxx"),
]


@pytest.mark.parametrize(("change", "expected"), REFUSED, ids=[expected for _, expected in REFUSED])
def test_what_has_no_place_is_named(
    change: Callable[[dict[str, Any]], None], expected: str, sample_data: Data, editions: Editions
) -> None:
    data = sample_data()
    change(data)
    found = problems(data, editions)
    assert any(expected in problem for problem in found)
    assert all(len(problem) < 300 for problem in found)


def test_everything_without_a_place_is_named_at_once(sample_data: Data, editions: Editions) -> None:
    data = sample_data()
    for path, value in {
        "colour": 1,
        "answers/x": 1,
        "parties/0/y": 1,
        "sheets/detailed/0/cells/z": 1,
    }.items():
        put(path, value)(data)
    assert [problem.split(":")[0] for problem in problems(data, editions)] == [
        *("colour", "answers.x", "parties[1].y", "sheets.detailed.salary_1.cells.z")
    ]


@pytest.mark.parametrize("data", [None, 5, [], {}, {"edition": 5}, "x"])
def test_what_is_no_application_is_refused(data: object, editions: Editions) -> None:
    with pytest.raises(TransferError, match="ingen ansökan"):
        loaded(data, editions)


def test_party_named_as_a_line_of_the_form_breaks_nothing(sample_data: Data, editions: Editions) -> None:
    """The summary has a line for each party, and lines of its own."""
    text = json.dumps(sample_data()).replace('"alvkarleby"', '"sum"').replace("party:alvkarleby", "party:sum")
    application = loaded(json.loads(text), editions)
    assert to_json(application)["totals"]["requested"] == 4_418_130


# ------------------------------------------------------------------------------ hostile input

ODD = st.sampled_from(
    [
        float("nan"),
        float("inf"),
        10**400,
        -(10**400),
        1e308,
        5e-324,
        True,
        None,
        "",
        "\x00",
        "\ud800",
        "{name}",
    ]
)
ANY = st.recursive(
    st.one_of(ODD, st.integers(), st.floats(), st.text(max_size=5)),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "group", "cells", "label", "type", "spans", "text", "role"]), parts
        ),
    ),
    max_leaves=6,
)


def places_of(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in items for place in places_of(value, (*path, key)))]


@SETTINGS
@given(data=st.data())
def test_hostile_input_is_placed_or_refused(
    sample_data: Data, editions: Editions, data: st.DataObject
) -> None:
    """Anything anywhere: an application that prints and loads again, or a refusal."""
    given_data = sample_data()
    places = [place for place in places_of(given_data) if place and place != ("edition",)]
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = given_data
        *steps, last = data.draw(st.sampled_from(places))
        for step in steps:
            holder = holder[step] if isinstance(holder, dict) and step in holder else None
        if isinstance(holder, dict):
            holder[last] = data.draw(ANY)
    try:
        application = loaded(given_data, editions)
    except TransferError as error:
        str(error).encode()
    else:
        printed = shown(application)
        json.dumps(printed, ensure_ascii=False, allow_nan=False).encode()
        assert shown(loaded(printed, editions)) == printed


@given(ANY)
def test_anything_at_all_is_refused(editions: Editions, data: object) -> None:
    with pytest.raises(TransferError):
        loaded(data, editions)
