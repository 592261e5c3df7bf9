"""A filled form in Word comes into an application: our own in full, one written by hand as far as it goes."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.change import Change, SetValue
from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.parse import parse_amount
from finsam_desktop.domain.richtext import Heading, ListItem, Paragraph, RichText, Span, Table, normalise
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.sandbox import TASKS, Sandbox
from finsam_desktop.exchange.word import render_word
from finsam_desktop.exchange.word_read import items
from finsam_desktop.exchange.word_take_in import WordProposal, propose_word, recognise_word

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.json"))
NOT_ON_PAPER = ("short_name",)
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def edition(name: str) -> FormEdition:
    folder = ROOT / "forms" / name
    return load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


def take_in(path: Path, application: Application, *others: FormEdition) -> WordProposal:
    data = json.loads(json.dumps(list(items(path))))
    return propose_word(recognise_word(data, application, others), application, path.name)


def parties(application: Application) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in party.attributes.items() if name not in NOT_ON_PAPER}
        for party in application.parties
    ]


def written(application: Application, folder: Path) -> Path:
    path = folder / "ansökan.docx"
    path.write_bytes(render_word(build_document(application)))
    return path


# --------------------------------------------------------------------------------- our own form


def cells(application: Application) -> Iterator[tuple[tuple[str, ...], Value]]:
    """What is filled in in the form's own rows and columns, which are called the same everywhere."""
    for sheet, rows in application.cells.items():
        own = application.edition.sheets_by_id[sheet].row_groups
        for row, values in rows.items():
            yield from (
                ((sheet, row, one), value) for one, value in values.items() if row in own and ":" not in one
            )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_our_own_document_comes_back_in_full(sample: Path, tmp_path: Path) -> None:
    application = from_json(json.loads(sample.read_text(encoding="utf-8")), edition)
    path = written(application, tmp_path)
    assert take_in(path, application).change is None
    again = Application.new(application.edition)
    proposal = take_in(path, again)
    assert proposal.change is not None
    assert (proposal.change.label, proposal.change.origin) == ("Läs in från Word: ansökan.docx", "import")
    before = again.snapshot()
    proposal.change.apply(again)
    assert again.answers == application.answers
    assert parties(again) == parties(application)
    assert proposal.left_over == ()
    assert not any("Läs in den från Excel" in problem for problem in proposal.problems)
    found, wanted = (figures(Budget(one)) for one in (again, application))
    assert (found.requested, found.own, found.total) == (wanted.requested, wanted.own, wanted.total)
    assert found.by_year == wanted.by_year
    amounts = {path: value for path, value in cells(application) if value != 0}
    assert {path: value for path, value in cells(again) if path in amounts} == amounts
    assert proposal.taking([one.path for one in proposal.found]) == proposal.change
    proposal.change.inverse().apply(again)
    assert again == before


WORDS = st.text("abc åäö ÅÄÖ0123.,-–:☐ \u00a0\t\n", min_size=1, max_size=12)
SPANS = st.lists(
    st.builds(Span, WORDS, st.booleans(), st.booleans(), st.sampled_from(("", "https://x.se/a?b=c"))),
    max_size=3,
).map(tuple)
PLAIN = st.lists(st.builds(Span, WORDS), max_size=2).map(tuple)
TABLES = st.builds(
    lambda head, rows, header: Table((tuple(head), *map(tuple, rows)), header),
    st.lists(PLAIN, min_size=1, max_size=3),
    st.lists(st.lists(SPANS, min_size=1, max_size=3), max_size=2),
    st.booleans(),
)
BLOCKS = st.one_of(
    st.builds(Paragraph, SPANS),
    st.builds(Heading, st.integers(1, 3), SPANS),
    st.builds(ListItem, st.integers(0, 5), st.booleans(), SPANS),
    TABLES,
)
RICH = st.lists(BLOCKS, max_size=8).map(normalise)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(background=RICH, goals=RICH, own=RICH)
def test_any_formatted_text_comes_back(
    uppsala: FormEdition, tmp_path: Path, background: RichText, goals: RichText, own: RichText
) -> None:
    application = Application.new(uppsala)
    texts = {"background": background, "result_goals": goals, "period_own": own, "purpose": goals}
    application.answers = {name: text for name, text in texts.items() if text}
    again = Application.new(uppsala)
    proposal = take_in(written(application, tmp_path), again)
    if proposal.change:
        proposal.change.apply(again)
    assert again.answers == application.answers


# ---------------------------------------------------------------------------- written by hand


def bold(document: Any, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def by_hand() -> Any:
    """A form as a person fills it in: bold headings, a slip of the pen, labels in their own ways."""
    document = docx.Document()
    document.add_paragraph("Samverkansinsatser inom Samordningsförbundet")
    first = document.add_paragraph()
    first.add_run("Insatsens namn").bold = True
    first.add_run(" Förstärkt stöd")
    bold(document, "INSATSÄGARE (*)")
    document.add_paragraph("Organisation: Älvkarleby kommun Resurs/er: Två heltidsanställda")
    bold(document, "Samverkansparter (*)")
    document.add_paragraph("Organisation:Arbetsförmedlingen")
    document.add_paragraph("Resurs/er:")
    document.add_paragraph("Deltar varje vecka")
    document.add_paragraph("Organisation: Region Uppsala")
    bold(document, "Beskriv bakgrundn till / behovet av insatsen (*)")
    document.add_paragraph("Behovet är stort.")
    document.add_heading("Hur vi har arbetat", 3)
    document.add_paragraph("")
    document.add_paragraph("ett", style="List Bullet")
    document.add_paragraph("under", style="List Bullet 2")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = text
    bold(document, "Beskriv målen med insatsen (*)")
    document.add_paragraph("Målen i stort är tre.")
    document.add_paragraph("Resultatmål: Fler arbetar.")
    bold(document, "Planerad insatstid")
    document.add_paragraph("Planerat startdatum:")
    document.add_paragraph("1/7 2025")
    dates = document.add_table(1, 2)
    dates.cell(0, 0).text, dates.cell(0, 1).text = "Planerat slutdatum:", "2027-12-31"
    bold(document, "Beskriv målgrupp för insatsen (*)")
    document.add_paragraph("Kommunmedborgare.")
    document.add_paragraph("Ange förväntat antal deltagare: 90")
    bold(document, "Ange budget/finansiering (separat budget ska bifogas enligt mall)")
    document.add_paragraph("4 418 130 kr")
    document.add_paragraph(
        "Har ansökan diskuterats i lokal utvecklingsgrupp eller i den strategiska utvecklingsgruppen?"
    )
    document.add_paragraph("☒ Ja  ☐ Nej")
    document.add_paragraph("Hur och när har ansökan diskuterats?")
    document.add_paragraph("I juni.")
    return document


def agree(document: Any, form: FormEdition, old: str = "", new: str = "") -> None:
    section = next(section for section in form.sections if section.clauses)
    bold(document, section.heading)
    for clause in section.clauses:
        bold(document, clause.heading)
        for text in clause.paragraphs:
            document.add_paragraph(text.replace(old, new) if old else text)


def saved(document: Any, folder: Path) -> Path:
    path = folder / "form.docx"
    document.save(path)
    return path


def applied(change: Change | None, application: Application) -> Application:
    assert change is not None
    change.apply(application)
    return application


def test_a_form_written_by_hand(uppsala: FormEdition, tmp_path: Path) -> None:
    document = by_hand()
    agree(document, uppsala)
    application = Application.new(uppsala)
    proposal = take_in(saved(document, tmp_path), application)
    answers = applied(proposal.change, application).answers
    assert answers["name"] == "Förstärkt stöd"
    assert answers["background"] == (
        Paragraph((Span("Behovet är stort."),)),
        Heading(3, (Span("Hur vi har arbetat"),)),
        ListItem(0, False, (Span("ett"),)),
        ListItem(1, False, (Span("under"),)),
        Table((((Span("a"),), (Span("b"),)), ((Span("c"),), (Span("d"),))), header=False),
    )
    assert answers["goals"] == (Paragraph((Span("Målen i stort är tre."),)),)
    assert answers["result_goals"] == (Paragraph((Span("Fler arbetar."),)),)
    assert (answers["start_date"], answers["end_date"]) == (date(2025, 7, 1), date(2027, 12, 31))
    assert answers["target_group"] == (Paragraph((Span("Kommunmedborgare."),)),)
    assert answers["participants"] == Decimal(90)
    assert answers["requested_amount"] == 441_813_000
    assert answers["discussed"] is True
    assert answers["discussed_how"] == (Paragraph((Span("I juni."),)),)
    assert [(p.role, p.text("organisation"), p.text("resources")) for p in application.parties] == [
        ("lead", "Älvkarleby kommun", "Två heltidsanställda"),
        ("partner", "Arbetsförmedlingen", "Deltar varje vecka"),
        ("partner", "Region Uppsala", ""),
    ]
    assert proposal.left_over == ()
    assert len(proposal.problems) == 1
    assert "Dokumentet har inte rubrikerna ”Beskriv syftet med insatsen”, ”Effektmål”" in proposal.problems[0]
    assert ("Sökt belopp", "", "4\u00a0418\u00a0130\u00a0kr") in [one[:3] for one in proposal.found]


def test_what_fits_nowhere_is_left_over(uppsala: FormEdition, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Till handläggaren: ring mig")
    bold(document, "Insatsens namn")
    document.add_paragraph("Stöd")
    document.add_paragraph("En rad till")
    application = Application.new(uppsala)
    proposal = take_in(saved(document, tmp_path), application)
    assert proposal.left_over == ("Till handläggaren: ring mig",)
    assert applied(proposal.change, application).answers == {
        "name": "Stöd",
        "name_own": (Paragraph((Span("En rad till"),)),),
    }


def test_a_changed_agreement_is_told(uppsala: FormEdition, tmp_path: Path) -> None:
    document = by_hand()
    agree(document, uppsala, "utgör ett maxbelopp", "utgör ett ungefärligt belopp")
    proposal = take_in(saved(document, tmp_path), Application.new(uppsala))
    assert proposal.problems[:-1] == (
        "Överenskommelsens text är ändrad: det står ”ungefärligt belopp,” i stället för ”maxbelopp,”.",
    )
    missing = take_in(saved(by_hand(), tmp_path), Application.new(uppsala))
    assert any("finns inte i Word-filen" in problem for problem in missing.problems)


def test_headings_of_another_edition_lead_to_what_means_the_same(
    uppsala: FormEdition, uppsala_2019: FormEdition, tmp_path: Path
) -> None:
    document = docx.Document()
    bold(document, "Beskriv hur ni tänker ta tillvara resultaten från insatsen")
    document.add_paragraph("I vardagen.")
    path = saved(document, tmp_path)
    assert take_in(path, Application.new(uppsala)).change is None
    application = Application.new(uppsala)
    applied(take_in(path, application, uppsala_2019).change, application)
    assert application.answers == {"success_factors": (Paragraph((Span("I vardagen."),)),)}


def test_only_what_differs_changes_and_no_party_goes(sample: Application, tmp_path: Path) -> None:
    path = written(sample, tmp_path)
    kept = sample.parties[-1].text("organisation")
    sample.put(("answer", "participants"), Decimal(12))
    for attribute in ("organisation", "short_name"):
        sample.put(("party", sample.parties[-1].id, attribute), "Hallstahammars bibliotek")
    proposal = take_in(path, sample)
    assert ("Ange förväntat antal deltagare", "12", "90") in [one[:3] for one in proposal.found]
    assert any("Hallstahammars bibliotek står i ansökan" in problem for problem in proposal.problems)
    applied(proposal.change, sample)
    assert {kept, "Hallstahammars bibliotek"} <= {party.text("organisation") for party in sample.parties}


# ----------------------------------------------------------------------------------- the reader

MODERN = (
    f'<w:sdt {nsdecls("w")} {W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="%d"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
)
OLD = (
    f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="%d"/>'
    "</w:checkBox></w:ffData></w:fldChar></w:r>"
)


@pytest.mark.parametrize("box", [MODERN, OLD], ids=["modern", "old"])
@pytest.mark.parametrize("yes", [True, False])
def test_boxes_of_every_kind_are_read(uppsala: FormEdition, tmp_path: Path, box: str, yes: bool) -> None:
    document = docx.Document()
    bold(
        document,
        "Har ansökan diskuterats i lokal utvecklingsgrupp eller i den strategiska utvecklingsgruppen?",
    )
    line = document.add_paragraph()
    for label, ticked in (("Ja ", yes), ("Nej", not yes)):
        line._p.append(parse_xml(box % ticked))
        line.add_run(f" {label} ")
    application = Application.new(uppsala)
    applied(take_in(saved(document, tmp_path), application).change, application)
    assert application.answers == {"discussed": yes}


def test_placeholders_and_deleted_text_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("kvar")._p
    for xml in (
        "<w:sdt {0}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Klicka här</w:t></w:r>"
        "</w:sdtContent></w:sdt>",
        "<w:del {0}><w:r><w:delText>bort</w:delText></w:r></w:del>",
        "<w:moveFrom {0}><w:r><w:t>flyttat</w:t></w:r></w:moveFrom>",
        "<w:ins {0}><w:r><w:rPr><w:i/></w:rPr><w:t> nytt</w:t></w:r></w:ins>",
    ):
        paragraph.append(parse_xml(xml.format(nsdecls("w"))))
    found = [item for item in items(saved(document, tmp_path)) if item[0] == "p"]
    assert found == [["p", "Normal", 0, None, [["kvar", False, False, ""], [" nytt", False, True, ""]]]]


@pytest.fixture(scope="module")
def sandbox() -> Any:
    sandbox = Sandbox(TASKS, seconds=30)
    yield sandbox
    sandbox.close()


def test_the_child_process_reads_it(sandbox: Sandbox, sample: Application, tmp_path: Path) -> None:
    path = written(sample, tmp_path)
    assert sandbox.run("word", path) == json.loads(json.dumps(list(items(path))))


def _without_body(data: bytes) -> bytes:
    return _with_document(
        data, b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )


def _with_document(data: bytes, xml: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "no body": _without_body,
    "no xml": lambda data: _with_document(data, b"nothing"),
    "bomb": lambda data: _with_document(data, b"<a>" + b"x" * 2**25 + b"</a>"),
    "doctype": lambda data: _with_document(data, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    path = tmp_path / "brev.docx"
    path.write_bytes(HOSTILE[name](stream.getvalue()))
    with pytest.raises(OutsideFileError, match="brev"):
        sandbox.run("word", path)


def test_what_no_document_gives_is_refused(uppsala: FormEdition) -> None:
    for data in ([["p", "x"]], [["t", 1, True]], [[]], [3]):
        with pytest.raises(OutsideFileError):
            recognise_word(data, Application.new(uppsala))


def test_the_change_names_only_values_and_parties(uppsala: FormEdition, tmp_path: Path) -> None:
    proposal = take_in(saved(by_hand(), tmp_path), Application.new(uppsala))
    assert proposal.change is not None
    values = [one for one in proposal.change.operations if isinstance(one, SetValue)]
    assert {one.path[0] for one in values} == {"answer", "party"}


@pytest.mark.parametrize("unit", ["kr", "tkr"])
def test_a_budget_in_thousands_comes_back_exactly(unit: str, tmp_path: Path) -> None:
    heby = next(one for one in SAMPLES if "heby" in one.stem)
    application = from_json(json.loads(heby.read_text(encoding="utf-8")), edition)
    application.meta["unit"] = "tkr"
    lead = application.budget_parties[0]
    application.put(("cell", "detailed", "salary_1", f"party:{lead}"), 12_345_50)
    path = written(application, tmp_path)
    assert take_in(path, application).change is None
    again = Application.new(application.edition)
    again.meta["unit"] = unit
    change = take_in(path, again).change
    assert change is not None
    change.apply(again)
    assert figures(Budget(again)).requested == figures(Budget(application)).requested == 3_012_345_50


def test_thousands_with_three_decimals_are_no_grouping(tmp_path: Path) -> None:
    gavle = next(one for one in SAMPLES if "gavleborg" in one.stem)
    application = from_json(json.loads(gavle.read_text(encoding="utf-8")), edition)
    application.meta["unit"] = "tkr"
    again = Application.new(application.edition)
    change = take_in(written(application, tmp_path), again).change
    assert change is not None
    change.apply(again)
    assert [again.cell("costs", "requested_1", f"year:{n}") for n in (1, 2, 3)] == [
        119_872_00,
        407_467_00,
        291_212_00,
    ]


def test_what_is_typed_and_unclear_stays_so_and_a_strange_organisation_is_named(tmp_path: Path) -> None:
    alvkarleby = next(one for one in SAMPLES if "alvkarleby" in one.stem)
    application = from_json(json.loads(alvkarleby.read_text(encoding="utf-8")), edition)
    lead, *_, region = application.budget_parties
    application.put(("cell", "detailed", "travel", f"party:{lead}"), parse_amount("12,345"))
    application.put(("cell", "detailed", "travel", f"party:{region}"), 500_00)
    application.put(("party", region, "short_name"), "Xyz")
    path = written(application, tmp_path)
    assert take_in(path, application).change is None
    proposal = take_in(path, Application.new(application.edition))
    assert any(one.startswith("”Xyz” i dokumentets budget") for one in proposal.problems)
