"""The outline says what the form says, in its order, with what was filled in."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.richtext import from_text, plain_text
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.build import answer_text, build_document
from finsam_desktop.exchange.build_sheets import UNKNOWN
from finsam_desktop.exchange.outline import (
    Box,
    Document,
    Element,
    Facts,
    Group,
    Heading,
    Labelled,
    Pages,
    Prose,
    SignatureBlock,
    SignatureLine,
    Table,
    TableRow,
    TickBoxes,
)

EMPTY = Labelled("", "")


@pytest.fixture
def blank(uppsala: FormEdition) -> Application:
    return Application.new(uppsala)


def elements(document: Document) -> Iterator[Element]:
    for run in document.pages:
        yield from run.elements


def box(document: Document, heading: str) -> Box:
    return next(one for one in elements(document) if isinstance(one, Box) and one.heading == heading)


def sheet(document: Document, title: str) -> Pages:
    return next(run for run in document.pages if Heading(2, title) in run.elements)


def tables(run: Pages) -> list[Table]:
    return [element for element in run.elements if isinstance(element, Table)]


def texts(row: TableRow) -> list[str]:
    return [cell.text.replace("\u00a0", " ") for cell in row.cells]


def row(table: Table, label: str) -> TableRow:
    return next(row for row in table.rows if row.cells[0].text == label)


def set_cell(application: Application, sheet: str, line: str, column: str, value: Value) -> None:
    change = edits.set_values(application, {("cell", sheet, line, column): value}, "Ändra")
    assert change
    change.apply(application)


# -------------------------------------------------------------------------------------- form


def test_sections_stand_in_the_forms_order_with_their_headings(sample: Application) -> None:
    document = build_document(sample)
    headings = [one.heading for one in document.pages[0].elements if isinstance(one, Box | Group)]
    expected = [
        section.printed_heading
        for section in sample.edition.sections
        if section.printed and section.signatures is None
    ]
    assert headings == expected
    assert headings[1] == "Insatsägare (*)"
    assert headings[-1] == "Överenskommelse"


def test_title_intro_and_properties(sample: Application) -> None:
    document = build_document(sample)
    title, intro = document.pages[0].elements[:2]
    assert title == Heading(1, "Samverkansinsatser inom Samordningsförbundet")
    assert isinstance(intro, Prose)
    assert plain_text(intro.blocks) == sample.edition.intro[0]
    assert document.name == "Förstärkt stöd till arbete eller studier, förlängning"
    assert document.title == f"{title.text}: {document.name}"
    assert (document.association, document.language) == ("Samordningsförbundet i Uppsala län", "sv-SE")


def test_fields_print_with_their_labels(sample: Application) -> None:
    document = build_document(sample)
    assert box(document, "Planerad Insatstid").children == (
        Labelled("Planerat startdatum:", "2025-07-01"),
        Labelled("Planerat slutdatum:", "2027-12-31"),
        Labelled("Eventuellt slutdatum för intag av personer i insatsen:", "2027-09-30"),
    )
    asked = box(document, "Ange budget/finansiering (separat budget ska bifogas enligt mall)")
    assert asked.children == (Labelled("", "4\u00a0418\u00a0130\u00a0kr"),)
    goals = box(document, "Beskriv målen med insatsen (*)").children
    assert [one.text for one in goals if isinstance(one, Heading)] == ["Resultatmål:", "Effektmål:"]
    assert goals[2] == Prose(sample.answers["result_goals"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "ticked"), [(True, (True, False)), (False, (False, True)), (None, (False, False))]
)
def test_yes_and_no_are_boxes_to_tick(
    sample: Application, answer: bool | None, ticked: tuple[bool, bool]
) -> None:
    sample.put(("answer", "discussed"), answer)
    heading = next(one.heading for one in sample.edition.sections if one.id == "discussed")
    boxes = box(build_document(sample), heading).children[0]
    assert boxes == TickBoxes((("Ja", ticked[0]), ("Nej", ticked[1])))


def test_parties_are_set_apart(sample: Application) -> None:
    groups = box(build_document(sample), "Samverkansparter (*)").children
    assert all(isinstance(group, Group) for group in groups)
    assert [group.children[0].value for group in groups] == [  # type: ignore[union-attr]
        "Arbetsförmedlingen",
        "Region Uppsala",
        "Försäkringskassan",
    ]
    assert groups[0].children[1].label == "Resurs/er:"  # type: ignore[union-attr]


def test_blank_form_has_room_for_everything(blank: Application) -> None:
    for party in list(blank.parties):
        edits.remove_party(blank, party.id).apply(blank)
    document = build_document(blank)
    labels = (Labelled("Organisation:", ""), Labelled("Resurs/er:", "", tall=True))
    assert box(document, "Samverkansparter (*)").children == (Group("", labels, level=3),)
    assert box(document, "Insatsens namn").children == (EMPTY,)
    assert box(document, "Beskriv syftet med insatsen (*)").children == (Prose(()),)
    blocks = [one for one in elements(document) if isinstance(one, SignatureBlock)]
    assert len(blocks) == 2
    assert all(line.value == "" for block in blocks for line in block.lines)


def test_what_cannot_be_read_prints_as_it_was_typed(sample: Application) -> None:
    sample.put(("answer", "start_date"), Unparsed("i höst", "skälet"))
    set_cell(
        sample, "detailed", "travel", f"party:{sample.budget_parties[0]}", Unparsed("tio tusen", "skälet")
    )
    document = build_document(sample)
    assert box(document, "Planerad Insatstid").children[0] == Labelled("Planerat startdatum:", "i höst")
    requested = tables(sheet(document, "BUDGET - DETALJERAD"))[0]
    travel = row(requested, "Resor")
    assert "tio tusen" in texts(travel)
    assert not next(cell for cell in travel.cells if cell.text == "tio tusen").numeric
    assert travel.cells[-1].text == UNKNOWN
    assert row(requested, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET").cells[-1].text == UNKNOWN


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (True, "Ja"),
        (1250, "12,50\u00a0kr"),
        (Decimal("90"), "90"),
        (date(2025, 7, 1), "2025-07-01"),
        ("  text\nmed rader ", "text\nmed rader"),
    ],
)
def test_answers_as_text(uppsala: FormEdition, value: object, printed: str) -> None:
    assert answer_text(uppsala.fields["name"], value) == printed  # type: ignore[arg-type]


def test_agreement_letter_by_letter(sample: Application) -> None:
    (agreement,) = (one for one in build_document(sample).pages[0].elements if isinstance(one, Group))
    section = next(one for one in sample.edition.sections if one.id == "agreement")
    note, *clauses = agreement.children
    assert isinstance(note, Prose)
    assert (note.style, plain_text(note.blocks)) == ("note", section.note)
    printed = [one.text if isinstance(one, Heading) else plain_text(one.blocks) for one in clauses]  # type: ignore[union-attr]
    expected = [text for clause in section.clauses for text in (clause.heading, "\n".join(clause.paragraphs))]
    assert printed == expected
    assert len(section.clauses) == 7


# -------------------------------------------------------------------------------- signatures


def test_owners_sign_together_and_each_partner_on_a_page_of_its_own(sample: Application) -> None:
    edits.add_party(sample, "co-owner", {"organisation": "Håbo kommun"}).apply(sample)
    portrait = [run.elements for run in build_document(sample).pages if run.orientation == "portrait"]
    owners = [one.organisation for one in portrait[0] if isinstance(one, SignatureBlock)]
    assert owners == ["Älvkarleby kommun", "Håbo kommun"]
    assert len(portrait) == 4
    for page, partner in zip(portrait[1:], sample.parties_of(("partner",)), strict=True):
        name, block = page
        assert name == Box("Insatsens namn", (Labelled("", sample.name),))
        assert isinstance(block, SignatureBlock)
        assert (block.heading, block.organisation) == ("Underskrift (*)", partner.text("organisation"))


def test_signature_lines_carry_what_is_known(sample: Application) -> None:
    party = sample.parties_of(("partner",))[0]
    known: dict[str, Value] = {
        "signed": date(2024, 8, 8),
        "signer": "Kim Alm",
        "signer_email": "kim@example.se",
    }
    for attribute, value in known.items():
        sample.put(("party", party.id, attribute), value)
    block = build_document(sample).pages[1].elements[1]
    assert isinstance(block, SignatureBlock)
    assert block.lines == (
        SignatureLine("Organisation och datum", "Arbetsförmedlingen, 2024-08-08"),
        SignatureLine("Samverkanspart(namn)", "", tall=True),
        SignatureLine("Samverkanspart (namnförtydligande)", "Kim Alm"),
        SignatureLine("E-post:", "kim@example.se"),
    )
    sample.put(("party", party.id, "signed"), Unparsed("i augusti", "skälet"))
    changed = build_document(sample).pages[1].elements[1]
    assert changed.lines[0].value == "Arbetsförmedlingen, i augusti"  # type: ignore[union-attr]


# ------------------------------------------------------------------------------------ sheets


def test_each_sheet_is_a_landscape_annex(sample: Application) -> None:
    runs = [run for run in build_document(sample).pages if run.orientation == "landscape"]
    assert [run.elements[0] for run in runs] == [Heading(2, one.title) for one in sample.edition.sheets]


def test_head_of_a_sheet_shows_the_applications_values(sample: Application) -> None:
    sample.put(("answer", "budget_name"), None)
    facts = sheet(build_document(sample), "BUDGET - DETALJERAD").elements[1]
    assert facts == Facts(
        (
            Labelled("Namn på insats:", sample.name),
            Labelled("Insatsens löptid: fr o m", "2025-07-01"),
            Labelled("t o m", "2027-12-31"),
        )
    )


def test_the_detailed_tables_head(sample: Application) -> None:
    requested, own = tables(sheet(build_document(sample), "BUDGET - DETALJERAD"))
    assert requested.title == "KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET"
    shown = [[cell and (cell.text, cell.columns, cell.rows) for cell in line] for line in requested.header]
    assert shown == [
        [
            ("Kostnader i tkr", 1, 2),
            ("Tjänst i %", 1, 2),
            ("Tidsperiod (ååmmdd)", 2, 1),
            None,
            ("Huvudinsatsägare", 1, 1),
            ("Delinsatsägare", 3, 1),
            None,
            None,
            ("Att rekvirera - Alla insatsägare", 1, 2),
        ],
        [
            *(None, None),
            *(("från", 1, 1), ("till", 1, 1)),
            *(("Älvkarleby kommun", 1, 1), ("AF", 1, 1), ("FK", 1, 1), ("Region", 1, 1)),
            None,
        ],
    ]
    assert own.header[0][0] is not None
    assert (own.header[0][0].text, own.header[0][0].rows) == ("", 2)


def test_organisations_of_one_name_have_a_head_each(sample: Application) -> None:
    for party in sample.budget_parties:
        sample.put(("party", party, "short_name"), "Region")
    head = tables(sheet(build_document(sample), "BUDGET - DETALJERAD"))[0].header
    assert [cell and (cell.text, cell.columns) for cell in head[1][4:8]] == [("Region", 1)] * 4


def test_a_blank_below_a_text_is_one_cell_with_it_except_for_names(blank: Application) -> None:
    document = build_document(blank)
    years = tables(sheet(document, "INSATSBUDGET FÖRDELAD ÖVER INSATSTID"))[0]
    total = years.header[0][1]
    assert total is not None
    assert (total.text, total.rows) == ("Totalt för insatsen", 3)
    detailed = tables(sheet(document, "BUDGET - DETALJERAD"))[0]
    role, name = detailed.header[0][4], detailed.header[1][4]
    assert role is not None
    assert name is not None
    assert (role.text, role.rows, name.text) == ("Huvudinsatsägare", 1, "")


def test_rows_of_the_detailed_table(sample: Application) -> None:
    requested, own = tables(sheet(build_document(sample), "BUDGET - DETALJERAD"))
    heading, first = requested.rows[0], requested.rows[1]
    assert (heading.kind, heading.cells[0].text, heading.cells[0].note) == (
        "heading",
        "LÖNEKOSTNAD",
        "inkl PO-påslag",
    )
    period = ["100 %", "2025-07-01", "2027-12-31"]
    assert texts(first) == ["1.", *period, "1 899 065", "", "", "", "1 899 065"]
    assert [cell.input for cell in first.cells] == [True] * 8 + [False]
    assert [cell.align for cell in first.cells] == ["left", "right", "center", "center", *["right"] * 5]
    salaries = row(requested, "SUMMA LÖNEKOSTNAD")
    assert salaries.kind == "group"
    assert texts(salaries)[1:] == ["200 %", "", "", "3 798 130", "0", "0", "0", "3 798 130"]
    assert row(requested, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET").kind == "part"
    assert texts(row(own, "TOTAL KOSTNAD FÖR INSATSEN"))[-1] == "4 418 130"
    assert row(own, "TOTAL KOSTNAD FÖR INSATSEN").kind == "total"


def test_rows_of_the_years_and_the_summary(sample: Application) -> None:
    document = build_document(sample)
    years = tables(sheet(document, "INSATSBUDGET FÖRDELAD ÖVER INSATSTID"))[0]
    assert len(years.widths) == 6, "the column that is shown on screen alone is left out"
    assert texts(row(years, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")) == [
        *("SUMMA FRÅN SAMORDNINGSFÖRBUNDET", "4 418 130"),
        *("910 730", "1 799 359", "1 708 043", "0"),
    ]
    control = years.rows[-1]
    assert control.kind == "control"
    assert texts(control)[:3] == ["S:a per år för avstämning", "4 418 132", ""]
    summary = tables(sheet(document, "Budgetsammanställning"))[0]
    assert texts(summary.rows[-1]) == ["Summa", "4 418 130", "0", "4 418 130"]
    notes = [one for one in sheet(document, "Budgetsammanställning").elements if isinstance(one, Prose)]
    assert [plain_text(note.blocks) for note in notes] == [
        *sample.edition.sheets_by_id["summary"].before,
        *sample.edition.sheets_by_id["summary"].after,
    ]


def test_computed_figures_are_rounded_and_typed_ones_are_not(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    set_cell(application, "salaries", "function_1", "rate", Decimal("33.3333"))
    table = tables(sheet(build_document(application), "Löneberäkning"))[0]
    assert "33,3333 %" in texts(table.rows[0])


@pytest.mark.parametrize("edition_name", ["uppsala", "gavle"])
def test_heads_cover_every_column_once_and_rows_have_all_cells(
    edition_name: str, request: pytest.FixtureRequest
) -> None:
    application = Application.new(request.getfixturevalue(edition_name))
    edits.add_party(application, "lead", {"organisation": "Kommunen"}).apply(application)
    found = [one for one in elements(build_document(application)) if isinstance(one, Table)]
    assert found
    for table in found:
        covered = [
            (line, column)
            for top, cells in enumerate(table.header)
            for left, cell in enumerate(cells)
            if cell
            for line in range(top, top + cell.rows)
            for column in range(left, left + cell.columns)
        ]
        expected = [
            (line, column) for line in range(len(table.header)) for column in range(len(table.widths))
        ]
        assert sorted(covered) == expected
        assert {len(line.cells) for line in table.rows} == {len(table.widths)}
        assert table.summary


# ------------------------------------------------------------- a form of another association


def test_head_boxes_and_a_box_for_each_field(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    application.put(("answer", "name"), "Räkna med mig!")
    application.put(("answer", "background"), from_text("Bakgrund."))
    first = build_document(application).pages[0].elements
    assert first[0] == Heading(1, "Ansökan")
    assert first[1] == Prose(from_text(gavle.subtitle), "subtitle")
    head = [one for one in first if isinstance(one, Box)][:5]
    assert [one.width for one in head] == [0.6, 0.2, 0.2, 0.6, 0.4]
    assert head[1].children == (Labelled("Diarienummer", "", tall=True, small=True),)
    place = first.index(Heading(2, "1. Allmänna uppgifter"))
    name = Labelled("Insatsens namn", "Räkna med mig!", bold_label=True)
    assert first[place + 1] == Box("", (name,))
    background = Box("3.1 Bakgrund och syfte till insatsen.", (Prose(from_text("Bakgrund.")),), level=3)
    assert background in first


def test_signatures_may_stand_on_the_forms_last_page(gavle: FormEdition) -> None:
    runs = [run for run in build_document(Application.new(gavle)).pages if run.orientation == "portrait"]
    assert len(runs) == 1
    block = runs[0].elements[-1]
    assert isinstance(block, SignatureBlock)
    assert block.declaration.startswith("Undertecknad försäkrar")
