"""To another edition and back: nothing lost, nothing changed, edits follow."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Leftover, Party
from finsam_desktop.domain.convert import Entry, convert, newer
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.richtext import Heading, Paragraph, RichText, Span, plain_text
from finsam_desktop.domain.values import Value

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


def state(application: Application) -> dict[str, Any]:
    names = ("answers", "parties", "budget_parties", "rows", "cells", "meta", "attachments", "leftovers")
    return {name: getattr(application.snapshot(), name) for name in names}


def visible(application: Application) -> list[Leftover]:
    return [one for one in application.leftovers if one.text]


def text(words: str) -> RichText:
    return richtext.from_text(words)


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
        ("Uppgifter om Regionen", "Resurs/er: Lokaler"),
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
    edition = load_edition(edition_files("uppsala-2024"))
    chain = [
        edition.model_copy(update={"id": name, "replaces": before})
        for name, before in (("e2", "e1"), ("e3", "e2"), ("f1", "f2"), ("f2", "f1"))
    ]
    found = newer("e1", chain)
    assert found
    assert found.id == "e3"
    assert newer("e3", chain) is None
    assert newer("f1", chain) is None  # two that replace each other
    assert newer("f2", chain) is None


def test_notes_travel_along_and_comments_without_a_row_are_shown(
    sample: Callable[[], Application], gavle: FormEdition
) -> None:
    application = sample()
    notes: dict[str, Value] = {"comment": "Ny tjänst från hösten", "sum:party:alvkarleby": "=2*3"}
    for name, value in notes.items():
        application.put(("note", "detailed", "salary_1", name), value)
    there, _ = convert(application, gavle)
    shown = [plain_text(one.text) for one in there.leftovers if one.caption == "Kommentarer i budgeten"]
    assert len(shown) == 1
    assert "Ny tjänst från hösten" in shown[0]
    back, _ = convert(there, application.edition)
    assert back.notes == application.notes
    assert back.leftovers == application.leftovers
