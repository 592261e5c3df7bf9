"""To another edition and back: nothing lost, nothing changed, edits follow."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import (
    Application,
    Attachment,
    Change,
    Leftover,
    Party,
    item_from_json,
    item_to_json,
)
from finsam_desktop.domain.convert import Entry, convert, newer
from finsam_desktop.domain.form import Field, FormEdition, load_edition
from finsam_desktop.domain.layout import sheet_view
from finsam_desktop.domain.parse import parse_amount, parse_date
from finsam_desktop.domain.richtext import Heading, Paragraph, RichText, Span
from finsam_desktop.domain.transfer import to_json
from finsam_desktop.domain.values import Value, is_rich

FORMS = Path(__file__).resolve().parent.parent.parent / "forms"
Draw = Callable[[st.SearchStrategy[Any]], Any]
Files = Callable[[str], dict[str, str]]


def variant(files: dict[str, str], name: str, *changes: tuple[str, str]) -> FormEdition:
    """The edition under another id, with pieces of its files replaced wherever they stand."""
    texts = dict(files)
    for old, new in ((f'id = "{_edition_id(files)}"', f'id = "{name}"'), *changes):
        assert any(old in text for text in texts.values()), old
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    return load_edition(texts)


def _edition_id(files: dict[str, str]) -> str:
    found = re.search(r'^id = "(.+)"', files["form.toml"], re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def older(edition_files: Files) -> FormEdition:
    """An edition with fewer rows, other roles and other questions, of the same family."""
    return variant(
        edition_files("uppsala-2024"),
        "older",
        ('  { id = "salary_6", label = "6.", named = true },\n', ""),
        ('  { id = "salary_7", label = "7.", named = true },\n', ""),
        ('  { id = "interpreter", label = "Tolk" },\n', '  { id = "books", label = "Böcker" },\n'),
        ('columns = ["rate", "from", "to", "party"]', 'columns = ["rate", "party"]'),
        ('id = "result_goals"\ntype = "rich"', 'id = "outcome"\ntype = "rich"\nmeans = ["result_goals"]'),
        ('id = "goals"\ntype = "rich"', 'id = "goals"\ntype = "rich"\nmeans = ["effect_goals"]'),
        ('id = "effect_goals"\ntype = "rich"', 'id = "budget_words"\ntype = "rich"'),
        ('id = "resources"\nlabel = "Resurs/er:"\nlong = true', 'id = "contact"\nlabel = "Kontakt:"'),
        ('id = "participants"\ntype = "number"', 'id = "participants_words"\ntype = "text"'),
        ('id = "budget_name"\ntype = "text"\nfallback = "name"', 'id = "other_name"\ntype = "text"'),
        ('field = "budget_name"', 'field = "name"'),
        ('id = "methods"\ntype = "rich"', 'id = "methods"\ntype = "text"'),
    )


@pytest.fixture(scope="module")
def gavleborg() -> FormEdition:
    folder = FORMS / "gavleborg-2024"
    return load_edition({path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))})


@pytest.fixture(scope="module")
def targets(
    uppsala: FormEdition, older: FormEdition, gavle: FormEdition, gavleborg: FormEdition
) -> list[FormEdition]:
    return [uppsala, older, gavle, gavleborg]


def state(application: Application) -> dict[str, Any]:
    names = ("answers", "parties", "budget_parties", "rows", "cells", "meta", "attachments", "leftovers")
    return {name: getattr(application.snapshot(), name) for name in names}


def visible(application: Application) -> list[Leftover]:
    return [one for one in application.leftovers if one.text]


def text(words: str) -> RichText:
    return richtext.from_text(words)


# ------------------------------------------------------------------------- fillings at random

_WORDS = st.text("abcåäö ", min_size=1, max_size=12)
_BLOCK = st.one_of(
    st.builds(lambda words: Paragraph((Span(words, bold=True),)), _WORDS),
    st.builds(lambda words: richtext.ListItem(0, True, (Span(words),)), _WORDS),
    st.builds(lambda words: Heading(1, (Span(words),)), _WORDS),
)
_RICH = st.lists(_BLOCK, min_size=1, max_size=3).map(richtext.normalise)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "email": _WORDS,
    "rich": _RICH,
    "date": st.one_of(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.just(parse_date("oktober"))),
    "number": st.decimals(0, 100, places=1),
    "amount": st.one_of(st.integers(1, 10**10), st.just(parse_amount("ca 5"))),
    "yesno": st.booleans(),
}


def _answer(draw: Draw, field: Field) -> Value:
    if field.type == "choices":
        ticked: list[str] = draw(st.permutations([choice.id for choice in field.choices]))
        return tuple(ticked[: draw(st.integers(1, len(ticked)))])
    value: Value = draw(_VALUES[field.type])
    return value


def _filled(
    draw: Draw, edition: FormEdition, step: Callable[[Draw, Application], Change | None]
) -> Application:
    """An application after edits of every kind, with answers, party texts, files and a foreign leftover."""
    application = Application.new(edition)
    for _ in range(draw(st.integers(0, 12))):
        if change := step(draw, application):
            change.apply(application)
    fields = [field for field in edition.fields.values() if field.type != "parties"]
    for field in fields:
        if draw(st.integers(0, 2)):
            application.answers[field.id] = _answer(draw, field)
    application.answers = {name: value for name, value in application.answers.items() if value != ()}
    for party in application.parties:
        for name in ("resources", "workplace", "contact", "phone", "signer", "place"):
            if draw(st.booleans()):
                party.attributes[name] = draw(_WORDS)
        if draw(st.booleans()):
            party.attributes["signed"] = date(2024, 5, draw(st.integers(1, 28)))
    application.meta |= {"kind": "extension", "dnr": "2024:1", "parent_name": "Förra", "parent_dnr": "2020:1"}
    application.attachments = [Attachment("f1", "Intyg.pdf", 10, "ab" * 32)]
    application.leftovers = [Leftover("l0", "another", "Något", text("ett tredje formulär"))]
    return application


def _words(values: Iterator[Value]) -> set[str]:
    texts = (richtext.plain_text(value) if is_rich(value) else str(value) for value in values)
    return {word for one in texts for word in re.findall(r"[^\W\d]+", one)}


def _typed(application: Application) -> Iterator[Value]:
    """Every text that was written."""
    everything = [
        *application.answers.values(),
        *(value for party in application.parties for key, value in party.attributes.items() if key != "role"),
        *(value for cells in application.cells.values() for row in cells.values() for value in row.values()),
        *(one.text for one in application.leftovers),
    ]
    for value in everything:
        if isinstance(value, str) or (is_rich(value) and value):
            yield value


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_back_again_gives_what_was_there(
    data: st.DataObject,
    targets: list[FormEdition],
    step: Callable[[Draw, Application], Change | None],
) -> None:
    source, target = (targets[data.draw(st.integers(0, 3))] for _ in range(2))
    application = _filled(data.draw, source, step)
    before = state(application)
    there, report = convert(application, target)
    assert state(application) == before
    assert there.id != application.id
    assert there.edition == target
    assert _words(_typed(application)) <= _words(_typed(there))
    # A note is stored and read again before the way back.
    there.leftovers = [
        item
        for one in there.leftovers
        if isinstance(
            item := item_from_json(("leftovers",), json.loads(json.dumps(item_to_json(one)))), Leftover
        )
    ]
    if source.id != target.id:
        again, _ = convert(there, source)
        assert state(again) == before
    # What stands in the target's rows and cells is what its sheets show.
    shown = {
        (view.id, line.id)
        for sheet in target.sheets
        for view in [sheet_view(there, sheet)]
        for line in view.lines
    }
    assert {(sheet, row) for sheet, cells in there.cells.items() for row in cells} <= shown
    assert all(line for line in report.lines())


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_edits_between_lose_nothing(
    data: st.DataObject,
    targets: list[FormEdition],
    step: Callable[[Draw, Application], Change | None],
) -> None:
    """After edits in the other edition every word that stands there comes back."""
    source, target = targets[data.draw(st.integers(0, 3))], targets[data.draw(st.integers(0, 3))]
    there, _ = convert(_filled(data.draw, source, step), target)
    for _ in range(data.draw(st.integers(1, 8))):
        if change := step(data.draw, there):
            change.apply(there)
    written = data.draw(st.sampled_from([f for f in target.fields.values() if f.type in ("rich", "text")]))
    there.answers[written.id] = "nyord" if written.type == "text" else text("nyord")
    again, report = convert(there, source)
    labels = {word for sheet in target.sheets for row in _labels(sheet_view(there, sheet)) for word in row}
    assert _words(_typed(there)) - labels <= _words(_typed(again)) | _words(iter(report.lines()))
    assert "nyord" in _words(_typed(again))


def _labels(view: Any) -> Iterator[set[str]]:
    return (_words(iter([line.label])) for line in view.lines)


# --------------------------------------------------------------------------------- by example


def test_texts_of_several_fields_are_joined_under_their_headings(
    sample: Callable[[], Application], gavleborg: FormEdition
) -> None:
    application = sample()
    application.answers["background"] = text("Behovet")
    application.answers["purpose"] = text("Syftet")
    there, report = convert(application, gavleborg)
    assert there.answers["background"] == (
        Heading(3, (Span("Beskriv bakgrunden till/behovet av insatsen"),)),
        Paragraph((Span("Behovet"),)),
        Heading(3, (Span("Beskriv syftet med insatsen"),)),
        Paragraph((Span("Syftet"),)),
    )
    assert Entry("Beskriv syftet med insatsen", gavleborg.caption("background"), "joined") in report.entries
    there.answers["background"] = text("Allt nytt")
    again, _ = convert(there, application.edition)
    assert again.answers["background"] == text("Allt nytt")
    assert "purpose" not in again.answers
    # What was not touched is as it was.
    assert again.answers["goals"] == application.answers["goals"]


def test_one_of_several_texts_stands_without_heading(
    sample: Callable[[], Application], gavleborg: FormEdition
) -> None:
    application = sample()
    del application.answers["background"]
    there, _ = convert(application, gavleborg)
    assert there.answers["background"] == application.answers["purpose"]
    there.answers["background"] = text("Nytt syfte")
    again, _ = convert(there, application.edition)
    assert again.answers["purpose"] == text("Nytt syfte")
    assert "background" not in again.answers


def test_an_edited_field_comes_back_edited_and_an_emptied_one_empty(
    sample: Callable[[], Application], older: FormEdition
) -> None:
    application = sample()
    there, _ = convert(application, older)
    there.answers["outcome"] = text("Nytt mål")
    there.answers["methods"] = "Nya sätt"
    del there.answers["background"]
    again, _ = convert(there, application.edition)
    assert again.answers["result_goals"] == text("Nytt mål")
    assert again.answers["methods"] == text("Nya sätt")
    assert "background" not in again.answers
    assert again.answers["evaluation"] == application.answers["evaluation"]


def test_an_answer_without_a_place_is_own_text_or_left_over(
    uppsala: FormEdition, gavleborg: FormEdition, edition_files: Files
) -> None:
    bare = variant(
        edition_files("uppsala-2024"),
        "bare",
        ('id = "participants"\ntype = "number"', 'id = "deep_words"\ntype = "rich"'),
        ('id = "target_group"\ntype = "rich"', 'id = "group_size"\ntype = "number"'),
    )
    application = Application.new(bare)
    application.answers = {"deep_words": text("Djupa ord"), "group_size": Decimal(5)}
    there, report = convert(application, uppsala)
    assert there.answers == {"target_group_own": text("Djupa ord")}
    assert [(one.edition, richtext.plain_text(one.text)) for one in visible(there)] == [("bare", "5")]
    assert any("Överblivet" in line for line in report.lines())
    # From the third edition it is put in its place, if that is free.
    there.leftovers = visible(there)
    home, _ = convert(there, bare)
    assert home.answers["group_size"] == Decimal(5)
    there.leftovers = visible(there)
    further, _ = convert(there, gavleborg)
    assert next(one.caption for one in visible(further)) == bare.caption("group_size")


def test_a_leftover_stays_where_its_place_is_taken(older: FormEdition, uppsala: FormEdition) -> None:
    application = Application.new(uppsala)
    application.answers["participants"] = Decimal(12)
    there, _ = convert(application, older)
    there.leftovers = visible(there)
    third = Application.new(older)
    third.leftovers = visible(there)
    third.answers["name"] = "X"
    home, _ = convert(third, uppsala)
    assert home.answers["participants"] == Decimal(12)
    assert not visible(home)
    again = Application.new(uppsala)
    again.answers["participants"] = Decimal(1)
    again.leftovers = visible(there)
    same, _ = convert(again, uppsala)
    assert same.answers["participants"] == Decimal(1)
    assert same.leftovers == visible(there)


def test_a_leftover_that_somebody_took_away_does_not_come_back(
    older: FormEdition, uppsala: FormEdition
) -> None:
    application = Application.new(uppsala)
    application.answers |= {"participants": Decimal(12), "background": text("Kvar")}
    there, _ = convert(application, older)
    there.leftovers = [one for one in there.leftovers if not one.text]
    again, _ = convert(there, uppsala)
    assert again.answers == {"background": text("Kvar")}


def test_parties_keep_ids_and_what_the_form_does_not_ask_for_is_left_over(
    uppsala: FormEdition, gavle: FormEdition
) -> None:
    application = Application.new(uppsala)
    owner = Party(
        "p1", {"role": "co-owner", "organisation": "Regionen", "resources": "Lokaler", "signer": "N"}
    )
    owner.attributes.update({"signed": date(2024, 5, 6), "email": "namn@example.se"})
    application.parties.append(owner)
    there, _ = convert(application, gavle)
    assert [party.id for party in there.parties] == [party.id for party in application.parties]
    moved = {"role": "partner", "organisation": "Regionen", "signer": "N"}
    assert there.party("p1").attributes == moved
    assert [(one.caption, richtext.plain_text(one.text).split("\n")[0]) for one in visible(there)] == [
        ("Parter: Regionen", "Resurs/er: Lokaler"),
        ("Underskrift 2024-05-06: gäller den tidigare blanketten", visible(there)[1].text[0].spans[0].text),  # type: ignore[union-attr]
    ]
    there.party("p1").attributes.update({"organisation": "Region X", "signed": date(2025, 1, 1)})
    edits.add_party(there, "partner", {"organisation": "Ny part"}).apply(there)
    again, _ = convert(there, uppsala)
    assert again.party("p1").attributes == owner.attributes | {"organisation": "Region X"}
    assert [party.text("organisation") for party in again.parties][-1] == "Ny part"
    assert [one.caption for one in visible(again)] == [
        "Underskrift 2025-01-01: gäller den tidigare blanketten"
    ]


def test_a_party_removed_in_between_is_removed_with_its_amounts(
    sample: Callable[[], Application], gavle: FormEdition
) -> None:
    application = sample()
    there, _ = convert(application, gavle)
    gone = there.budget_parties[0]
    edits.remove_party(there, gone).apply(there)
    again, _ = convert(there, application.edition)
    assert all(party.id != gone for party in again.parties)
    assert not any(name.endswith(gone) for row in again.cells["detailed"].values() for name in row)
    assert again.cells["years"] == application.cells["years"]


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


def test_ticked_boxes_that_the_other_form_lacks(gavle: FormEdition, edition_files: Files) -> None:
    fewer = variant(
        edition_files("gavle-like"), "fewer", ('  { id = "plan", label = "Tids- och aktivitetsplan" },\n', "")
    )
    application = Application.new(gavle)
    application.answers["annexes"] = ("salaries", "plan")
    there, _ = convert(application, fewer)
    assert there.answers["annexes"] == ("salaries",)
    assert richtext.plain_text(visible(there)[0].text) == "Tids- och aktivitetsplan"
    assert state(convert(there, gavle)[0]) == state(application)
    there.answers["annexes"] = ("salaries", "other")
    assert convert(there, gavle)[0].answers["annexes"] == ("salaries", "other")


def test_a_third_edition_on_the_way(
    sample: Callable[[], Application], older: FormEdition, gavleborg: FormEdition
) -> None:
    """Each step back gives what was there; the leftovers of the first travel along untouched."""
    application = sample()
    there, _ = convert(application, older)
    further, _ = convert(there, gavleborg)
    assert all(one in further.leftovers for one in there.leftovers)
    back, _ = convert(further, older)
    assert state(back) == state(there)
    assert state(convert(back, application.edition)[0]) == state(application)
    # Straight home: everything that was left over has its place again.
    home, _ = convert(further, application.edition)
    assert home.answers["participants"] == application.answers["participants"]
    assert home.parties == application.parties


def test_a_note_that_no_longer_fits_is_left_aside(
    sample: Callable[[], Application], older: FormEdition, edition_files: Files
) -> None:
    application = sample()
    there, _ = convert(application, older)
    changed = variant(
        edition_files("uppsala-2024"), "uppsala-2024", ('id = "evaluation"\ntype', 'id = "follow_up"\ntype')
    )
    again, _ = convert(there, changed)
    assert again.answers["background"] == application.answers["background"]
    assert application.answers["evaluation"] in [one.text for one in visible(again)]
    # So is one that something else wrote.
    there.leftovers = [Leftover("l1", "uppsala-2024", "", (), {"note": {"to": "older"}})]
    assert convert(there, application.edition)[0].answers["background"] == application.answers["background"]


def test_the_same_edition_is_a_copy(sample: Callable[[], Application]) -> None:
    application = sample()
    application.parties[0].attributes["signed"] = date(2025, 1, 1)
    copy, _ = convert(application, application.edition)
    assert state(copy) == state(application)
    assert copy.id != application.id


def test_newer_follows_the_chain_to_its_end(edition_files: Files) -> None:
    files = edition_files("uppsala-2024")
    chain = [
        variant(files, name, ("format = 1\n", f'format = 1\nreplaces = "{before}"\n'))
        for name, before in (("e2", "e1"), ("e3", "e2"), ("f1", "f2"), ("f2", "f1"))
        if "replaces = " not in files["form.toml"]
    ] or [
        load_edition(files).model_copy(update={"id": name, "replaces": before})
        for name, before in (("e2", "e1"), ("e3", "e2"), ("f1", "f2"), ("f2", "f1"))
    ]
    found = newer("e1", chain)
    assert found
    assert found.id == "e3"
    assert newer("e3", chain) is None
    around = newer("f1", chain)
    assert around
    assert around.id == "f2"
