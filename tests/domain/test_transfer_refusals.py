"""What has no place in an application is named, all of it, and nothing else happens."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.domain.transfer_items import MAX_FILE

Data = Callable[[], dict[str, Any]]
Editions = Callable[[str], FormEdition]


def shown(application: Application) -> dict[str, Any]:
    """What is printed, without the id, which is each application's own."""
    data: dict[str, Any] = to_json(application)
    del data["id"]
    return data


def problems(data: dict[str, Any], editions: Editions) -> list[str]:
    with pytest.raises(TransferError) as error:
        from_json(data, editions)
    assert str(error.value) == "\n".join(error.value.problems)
    return list(error.value.problems)


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


FILE = {
    "id": "f",
    "name": "a.txt",
    "size": 3,
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "content": "YWJj",
}
"""The attached file a.txt with the content "abc"."""
LEFT = {"id": "l", "edition": "uppsala-2016", "caption": "Mål", "text": [], "data": {}}
LISTS = [
    (put("dnr", 5), "dnr: väntade text, fick 5"),
    (put("attachments", {}), "attachments: väntade en lista, fick ett objekt"),
    (put("attachments", ["x"]), "attachments[1]: väntade ett objekt med nycklar, fick 'x'"),
    (put("attachments", [FILE, FILE]), "attachments[2].id: ”f” används mer än en gång"),
    (put("attachments", [{**FILE, "id": "a b"}]), "attachments[1].id: väntade ett id av bokstäver"),
    (put("attachments", [{**FILE, "x": 1}]), "attachments[1].x: okänd nyckel"),
    *(
        (put("attachments", [{**FILE, "name": name}]), "attachments[1].name: väntade ett filnamn utan sökväg")
        for name in (None, 5, "", "../a.txt", "c:a.txt", "a\u202etxt.exe", "\ud800")
    ),
    *(
        (put("attachments", [{**FILE, "size": size}]), "attachments[1].size: väntade filens storlek i byte")
        for size in (None, True, 0, -1, 3.0, MAX_FILE + 1)
    ),
    (put("attachments", [{**FILE, "sha256": "BA78"}]), "attachments[1].sha256: väntade filens SHA-256"),
    *(
        (
            put("attachments", [{**FILE, **wrong}]),
            "attachments[1].content: väntade innehållet i filen ”a.txt”",
        )
        for wrong in ({"size": 4}, {"sha256": "0" * 64}, {"content": "YWJ"}, {"content": "å"}, {"content": 5})
    ),
    (put("leftovers", [{**LEFT, "x": 1}]), "leftovers[1].x: okänd nyckel"),
    (put("leftovers", [LEFT, LEFT]), "leftovers[2].id: ”l” används mer än en gång"),
    (put("leftovers", [{**LEFT, "edition": 5}]), "leftovers[1].edition: väntade text, fick 5"),
    (put("leftovers", [{**LEFT, "caption": []}]), "leftovers[1].caption: väntade text, fick en lista"),
    (put("leftovers", [{**LEFT, "text": 5}]), "leftovers[1].text: väntade formaterad text ("),
    *(
        (put("leftovers", [{**LEFT, "data": data}]), "leftovers[1].data: väntade ett objekt av vanliga JSON")
        for data in ([], "x", {"a": float("nan")}, {"a": {1}}, {"a": "\ud800"}, {"a": 10**5000})
    ),
]
REFUSED = [
    *LISTS,
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
        from_json(data, editions)


def test_party_named_as_a_line_of_the_form_breaks_nothing(sample_data: Data, editions: Editions) -> None:
    """The summary has a line for each party, and lines of its own."""
    text = json.dumps(sample_data()).replace('"alvkarleby"', '"sum"').replace("party:alvkarleby", "party:sum")
    application = from_json(json.loads(text), editions)
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


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_hostile_input_is_placed_or_refused(
    sample_data: Data, editions: Editions, data: st.DataObject
) -> None:
    """Anything anywhere: an application that prints and loads again, or a refusal."""
    given_data = {**sample_data(), "dnr": "1", "attachments": [{**FILE}], "leftovers": [{**LEFT}]}
    places = [place for place in places_of(given_data) if place and place != ("edition",)]
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = given_data
        *steps, last = data.draw(st.sampled_from(places))
        for step in steps:
            holder = holder[step] if isinstance(holder, dict) and step in holder else None
        if isinstance(holder, dict):
            holder[last] = data.draw(ANY)
    try:
        application = from_json(given_data, editions)
    except TransferError as error:
        str(error).encode()
    else:
        printed = shown(application)
        json.dumps(printed, ensure_ascii=False, allow_nan=False).encode()
        assert shown(from_json(printed, editions)) == printed


@given(ANY)
def test_anything_at_all_is_refused(editions: Editions, data: object) -> None:
    with pytest.raises(TransferError):
        from_json(data, editions)
