"""What the editions ask of the outline: words of the application, sheets in sections, references, annexes."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.form import FormEdition, HeadBox, HeadRow
from finsam_desktop.domain.richtext import ListItem, Span, from_text, plain_text
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.build_sheets import sheet_tables
from finsam_desktop.exchange.outline import (
    Box,
    Element,
    Facts,
    Group,
    Heading,
    Labelled,
    Prose,
    SignatureBlock,
    Table,
    TickBoxes,
    in_lines,
)


def form_of(application: Application) -> list[Element]:
    """The elements of the form itself, without the annexes."""
    return [
        one
        for run in build_document(application).pages
        if run.orientation == "portrait"
        for one in run.elements
    ]


def blocks(application: Application) -> Iterator[SignatureBlock]:
    return (one for one in form_of(application) if isinstance(one, SignatureBlock))


def box_of(application: Application, label: str) -> Box:
    """The box that says the label."""
    boxes = (one for one in form_of(application) if isinstance(one, Box))
    return next(
        one
        for one in boxes
        if one.heading == label
        or any(isinstance(child, Labelled) and child.label == label for child in one.children)
    )


def test_words_of_the_application_stand_in_title_and_signatures(uppsala_2016: FormEdition) -> None:
    application = Application.new(uppsala_2016)
    assert (
        build_document(application).title
        == "Ansökan om samverkansinsatser inom samordningsförbundet 20xx-20xx"
    )
    lead = application.parties_of(("lead",))[0]
    lead.attributes["organisation"] = "Heby kommun"
    application.answers |= {"name": "Bron", "start_date": date(2018, 1, 1), "end_date": date(2020, 12, 31)}
    document = build_document(application)
    title = "Ansökan om samverkansinsatser inom samordningsförbundet 2018-2020"
    assert document.pages[0].elements[0] == Heading(1, title)
    assert document.title == f"{title}: Bron"
    block = next(blocks(application))
    assert block.heading.startswith(
        "Underskrifter (*) – Ansökan om samverkansinsatser inom samordningsförbundet 2018-2020"
    )
    assert block.lines[0].label == "Heby kommun, datum"


def test_a_sheet_stands_in_its_section_and_is_an_annex_too(uppsala_2019: FormEdition) -> None:
    application = Application.new(uppsala_2019)
    application.answers["name"] = "Bron"
    form = form_of(application)
    (section,) = (one for one in uppsala_2019.sections if one.sheet)
    place = next(
        number for number, one in enumerate(form) if isinstance(one, Group) and one.heading == section.heading
    )
    sheet = uppsala_2019.sheets_by_id[section.sheet]
    heading, facts, table = form[place + 1 : place + 4]
    assert heading == Heading(3, sheet.title)
    (annex,) = (
        run.elements for run in build_document(application).pages if Heading(2, sheet.title) in run.elements
    )
    assert isinstance(facts, Facts)
    assert isinstance(table, Table)
    assert facts in annex
    assert table in annex


def test_own_text_keeps_the_sections_box(uppsala_2019: FormEdition) -> None:
    application = Application.new(uppsala_2019)
    (section,) = (one for one in uppsala_2019.sections if one.sheet)
    own = next(field for field in section.fields if field.when_filled)
    application.put(("answer", own.id), from_text("Se bilaga."))
    assert box_of(application, section.printed_heading).children == (Prose(from_text("Se bilaga.")),)


def test_an_example_is_a_row_of_its_own_kind(gavleborg: FormEdition) -> None:
    application = Application.new(gavleborg)
    found = [
        row
        for run in build_document(application).pages
        for element in run.elements
        if isinstance(element, Table)
        for row in element.rows
        if row.kind == "example"
    ]
    assert ["(Exempel) Resor", "Studiebesök 10 personer", "2500", "2000"] in [
        [cell.text for cell in row.cells][:4] for row in found
    ]
    assert not any(cell.input or cell.numeric for row in found for cell in row.cells)


def test_the_sections_heading_stands_above_the_first_block(gavleborg: FormEdition) -> None:
    application = Application.new(gavleborg)
    *_, heading, block = form_of(application)
    assert heading == Heading(2, "7. Underskrift")
    assert isinstance(block, SignatureBlock)
    assert form_of(application).count(heading) == 1


def test_the_name_at_the_signatures_is_that_of_its_own_field(gavleborg: FormEdition) -> None:
    application = Application.new(gavleborg)
    application.answers["name"] = "Räkna med mig!"
    application.parties_of(("lead",))[0].attributes["place"] = "Hudiksvall"

    def signed() -> dict[str, str]:
        (block,) = blocks(application)
        return {line.label: line.value for line in block.lines}

    assert (signed()["Insatsens namn"], signed()["Ort"]) == ("Räkna med mig!", "Hudiksvall")
    application.answers["signed_name"] = "Räkna med mig"
    assert signed()["Insatsens namn"] == "Räkna med mig"


@pytest.mark.parametrize(
    ("kind", "parent", "printed"),
    [
        (
            "supplement",
            {"parent_dnr": "2017:38", "parent_name": "Framsteget"},
            "Tilläggsansökan till Dnr.2017:38",
        ),
        ("supplement", {"parent_dnr": "Dnr. 2017:38"}, "Tilläggsansökan till Dnr.2017:38"),
        ("supplement", {"parent_name": "Framsteget"}, "Tilläggsansökan till Framsteget"),
        ("supplement", {}, ""),
        ("extension", {"parent_dnr": "2017:38"}, "Förlängning av Dnr.2017:38"),
        ("extension", {"parent_name": "Framsteget"}, ""),
        ("new", {"parent_dnr": "2017:38"}, ""),
    ],
)
def test_the_reference_to_the_parent_stands_below_the_name(
    kind: str, parent: dict[str, str], printed: str, gavleborg: FormEdition, uppsala_2019: FormEdition
) -> None:
    expected = [Labelled("", printed)] if printed else []
    for edition, label in ((gavleborg, "Insatsens namn"), (uppsala_2019, "Insatsens namn")):
        application = Application.new(edition)
        application.meta |= {"kind": kind, **parent}
        assert list(box_of(application, label).children[1:]) == expected


def test_attached_files_are_listed_below_the_annexes(gavleborg: FormEdition) -> None:
    application = Application.new(gavleborg)
    annexes = box_of(application, "6.1 Bilagor. Ange bifogade bilagor").children
    (boxes,) = annexes
    assert isinstance(boxes, TickBoxes)
    assert boxes.stacked
    for number, name in enumerate(("Utvärdering.pdf", "Avsikt.docx")):
        application.attachments.append(Attachment(f"f{number}", name, 1, "0" * 64))
    _, files = box_of(application, "6.1 Bilagor. Ange bifogade bilagor").children
    assert isinstance(files, Prose)
    assert plain_text(files.blocks).split("\n")[0] == "Bifogade filer:"
    assert [block.spans for block in files.blocks if isinstance(block, ListItem)] == [
        (Span("Utvärdering.pdf"),),
        (Span("Avsikt.docx"),),
    ]


@pytest.mark.parametrize(
    ("label", "text", "printed"),
    [
        ("Postadress:", "Förbundet\nGatan 1", "\nFörbundet\nGatan 1"),
        ("", "Förbundet\nGatan 1\n", "Förbundet\nGatan 1"),
        ("Telefon", "070-000 00 00", "070-000 00 00"),
    ],
)
def test_lines_in_a_head_box_stand_below_its_label(
    label: str, text: str, printed: str, gavle: FormEdition
) -> None:
    head = (HeadRow(box=(HeadBox(label=label, text=text),)),)  # type: ignore[call-arg]
    form = form_of(Application.new(gavle.model_copy(update={"head": head})))
    assert form[2] == Box("", (Labelled(label, printed, small=True),))


def test_narrow_boxes_come_in_rows(gavleborg: FormEdition) -> None:
    lines = list(in_lines(form_of(Application.new(gavleborg))))
    head = next(line for line in lines if isinstance(line, list))
    assert [[box.width for box in row] for row in head] == [[0.6, 0.2, 0.2], [0.6, 0.4], [0.6, 0.4]]
    whole = [
        one
        for line in lines
        for one in ([box for row in line for box in row] if isinstance(line, list) else [line])
    ]
    assert whole == form_of(Application.new(gavleborg))


def test_organisations_to_come_have_their_columns_and_rows(of_seed: Callable[[str], Application]) -> None:
    """The older workbook has a lead and three co-owners in the budget, and four in the summary."""
    application = of_seed("uppsala-2019-07-arbetslivsintro")
    tables = sheet_tables(application)
    header = [cell.text for row in tables["detailed"][0].header for cell in row if cell]
    assert header.count("NAMN") == 2
    labels = [row.cells[0].text for row in tables["summary"][0].rows]
    assert labels == [
        *("Huvudinsatsägare", "Uppsala kommun", "Delinsatsägare 1", "Region Uppsala"),
        *("Delinsatsägare 2", "NAMN", "Delinsatsägare 3", "NAMN", "Delinsatsägare 4", "NAMN", "Summa"),
    ]
    names = [party.text("organisation") for party in application.parties]
    assert names == ["Uppsala kommun", "Region Uppsala"]
