"""What differs between two states of an application, told in words."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.compare import Difference, differences
from finsam_desktop.domain.freezing import application_of, content_text
from finsam_desktop.domain.parse import parse_amount
from finsam_desktop.domain.richtext import Paragraph, Span
from finsam_desktop.domain.units import set_unit
from finsam_desktop.exchange.build import build_document

Make = Callable[[], Application]
Changes = Callable[..., list[str]]
TEXT = "Bakgrund"


@pytest.fixture
def told(sample: Make) -> Changes:
    """What is told after the changes that a function makes to the sample, and where."""

    def make(*makes: Callable[[Application], Change | None]) -> list[str]:
        before, after = sample(), sample()
        for change in makes:
            done = change(after)
            assert done
            done.apply(after)
        found = differences(before, after)
        assert all(one.path and one.caption for one in found)
        return [str(one).replace("\u00a0", " ") for one in found]

    return make


def put(*path: str, value: Any) -> Callable[[Application], Change | None]:
    return lambda application: edits.set_values(application, {path: value}, "Skriv")


def test_fields_are_told_by_their_captions(told: Changes) -> None:
    assert told(
        put("answer", "name", value="Annat namn"),
        put("answer", "start_date", value=date(2025, 1, 2)),
        put("meta", "kind", value="new"),
    ) == [
        "Slag av ansökan: ”Förlängning” har blivit ”Ny ansökan”.",
        "Insatsens namn: ”Förstärkt stöd till arbete eller studier, förlängning” har blivit ”Annat namn”.",
        "Planerat startdatum: ”2025-07-01” har blivit ”2025-01-02”.",
    ]


def test_formatted_text_is_told_by_paragraphs(sample: Make) -> None:
    first = richtext.from_text("Ett.\nTvå.\nTre.")
    second = (*richtext.from_text("Ett.\nNy.\nTvå."), Paragraph((Span("Tre.", bold=True),)))
    before, after = sample(), sample()
    before.put(("answer", "background"), first)
    after.put(("answer", "background"), second)
    assert [(one.before, one.after) for one in differences(before, after)] == [
        ("", "Ny."),
        ("Tre.", "Tre. (annan formatering)"),
    ]
    after.put(("answer", "background"), None)
    (gone,) = differences(before, after)
    assert (gone.path, gone.before, gone.after) == (("answer", "background"), "Ett.\nTvå.\nTre.", "")


def test_cells_are_told_with_sheet_row_and_column(told: Changes) -> None:
    cell = ("cell", "detailed", "salary_1")
    found = told(put(*cell, "party:alvkarleby", value=100_00), put(*cell, "label", value="Ledare"))
    assert len(found) == 2
    assert all("Ledare" in one for one in found)
    assert found[1].endswith("”1 899 065 kr” har blivit ”100 kr”.")


def test_unit_alone_is_one_difference(told: Changes) -> None:
    assert told(lambda application: set_unit(application, "tkr")) == [
        "Enhet i budgeten: ”kronor” har blivit ”tusental kronor (tkr)”."
    ]


def test_unreadable_text_is_told_as_it_was_typed(told: Changes) -> None:
    (one,) = told(put("cell", "detailed", "salary_6", "party:af", value=parse_amount("ca 5")))
    assert "”ca 5” har kommit till." in one


def test_rows_are_told_whole(told: Changes) -> None:
    def add(application: Application) -> Change:
        return edits.add_row(application, "detailed", "salaries")

    def fill(application: Application) -> Change | None:
        row = next(one for one in application.rows["detailed"] if one.id.startswith("r"))
        return edits.set_values(application, {("cell", "detailed", row.id, "label"): "Handledare"}, "Skriv")

    assert any("”tom rad” har kommit till." in one for one in told(add))
    assert [one for one in told(add, fill) if "Handledare: ”tom rad” har kommit till." in one]


def test_parties_are_told_added_removed_changed_and_moved(told: Changes) -> None:
    found = told(
        lambda application: edits.add_party(application, "partner", {"organisation": "Regionen"}),
        lambda application: edits.remove_party(application, "fk"),
        put("party", "af", "contact", value="Kim"),
        lambda application: edits.move_party(application, "region", -1),
    )
    text = "\n".join(found)
    assert "Organisation: Regionen” har kommit till." in text
    assert "Organisation: Försäkringskassan" in text
    assert "Arbetsförmedlingen: Kontaktperson: ”Kim” har kommit till." in text
    assert "Plats bland parterna" in text


def test_budget_columns_are_told(told: Changes) -> None:
    text = "\n".join(
        told(
            lambda application: edits.set_in_budget(application, "af", False),
            lambda application: edits.move_budget_party(application, "region", -1),
        )
    )
    assert "Arbetsförmedlingen: Egen kolumn i budgeten: ”Ja” har blivit ”Nej”." in text
    assert "Region Uppsala: Plats i budgeten: ”4” har blivit ”2”." in text


def test_attached_files_are_told(sample: Make) -> None:
    before, after = sample(), sample()
    before.attachments[:] = [Attachment("a", "a.txt", 1, "0"), Attachment("b", "b.txt", 1, "0")]
    after.attachments[:] = [
        Attachment("c", "c.txt", 1, "0"),
        Attachment("b", "b.txt", 1, "1"),
        Attachment("s", "under.pdf", 1, "2"),
    ]
    after.put(("party", "af", "scan"), "s")
    assert [(one.before, one.after) for one in differences(before, after)] == [
        ("a.txt", ""),
        ("", "c.txt"),
        ("b.txt", "b.txt (annat innehåll)"),
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("meta", "dnr"), "2025:1"),
        (("party", "af", "signed"), date(2026, 1, 2)),
        (("party", "af", "sent"), date(2026, 1, 2)),
        (("note", "detailed", "salary_1", "comment"), "Enligt avtal"),
    ],
)
def test_what_is_not_signed_does_not_count(told: Changes, path: tuple[str, ...], value: Any) -> None:
    assert told(put(*path, value=value)) == []


def test_what_is_noted_where_the_paper_was_left_empty_is_no_difference(sample: Make) -> None:
    before, after = sample(), sample()
    after.put(("party", "af", "signer"), "Kim Provare")
    after.put(("party", "af", "signer_email"), "kim@example.se")
    assert differences(before, after) == []
    assert [one.before for one in differences(after, before)] == ["Kim Provare", "kim@example.se"]


def test_printed_comments_count(told: Changes) -> None:
    printed = put("meta", "print_comments", value=True)
    row, cell = (
        put("note", "detailed", "salary_1", name, value=f"Om {name}") for name in ("comment", "comment:rate")
    )
    assert told(printed) == []
    assert told(printed, row, cell, put("note", "detailed", "salary_1", "lock:rate", value=True)) == [
        "Budget, Lönekostnad 1., Kommentar: ”Om comment” har kommit till.",
        "Budget, Lönekostnad 1., Tjänst i %, Kommentar: ”Om comment:rate” har kommit till.",
    ]


def test_sentence_says_what_came_and_what_went() -> None:
    assert str(Difference(("a",), "Namn", "", "B")) == "Namn: ”B” har kommit till."
    assert str(Difference(("a",), "Namn", "A", "")) == "Namn: ”A” är borttaget."
    assert str(Difference(("a",), "Namn", "A", "B")) == "Namn: ”A” har blivit ”B”."


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)
@given(data=st.data())
def test_what_does_not_differ_is_printed_the_same(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    """And a version's content gives an application that does not differ from what was frozen."""
    application = started(edition_id)
    before = application.snapshot()
    for _ in range(data.draw(st.integers(0, 3))):
        if change := step(data.draw, application):
            change.apply(application)
    content = content_text(application)
    again = application_of(json.loads(content), application)
    assert differences(application, again) == []
    assert content_text(again) == content
    assert build_document(again) == build_document(application)
    if not differences(before, application):
        assert build_document(before) == build_document(application)
