"""A first form.toml from a blank Word form."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from finsam_desktop import cli
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError, OutsideFileError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.editions import EditionFolder
from finsam_desktop.exchange.draft import draft
from finsam_desktop.exchange.export import export

ROOT = Path(__file__).resolve().parent.parent.parent
Drafted = tuple[FormEdition, list[str]]


@pytest.fixture
def of_blank(tmp_path: Path) -> Callable[[str], Drafted]:
    """What is drafted from the blank Word form of one of our editions, and what is doubtful about it."""

    def make(folder: str) -> Drafted:
        application = Application.new(EditionFolder(ROOT / folder).edition)
        form, target = tmp_path / "blankett.docx", tmp_path / "utkast"
        export(application, form)
        doubts = draft(form, target)
        return load_edition({"form.toml": (target / "form.toml").read_text(encoding="utf-8")}), doubts

    return make


def test_uppsala_form_comes_back(of_blank: Callable[[str], Drafted]) -> None:
    edition, doubts = of_blank("forms/uppsala-2024")
    original = EditionFolder(ROOT / "forms" / "uppsala-2024").edition
    asked = [one for one in original.sections if one.fields and one.printed]
    drafted = [one for one in edition.sections if one.fields]
    assert [one.heading for one in drafted] == [one.heading for one in asked]
    assert [one.star for one in drafted] == [one.star for one in asked]
    kinds = {one.id: one.type for one in edition.fields.values()}
    for name in ("name", "start_date", "end_date", "intake_end_date", "participants", "background", "goals"):
        assert kinds[name] == original.fields[name].type
    assert [a.id for a in edition.fields["lead_parties"].attributes] == ["organisation", "resources"]
    agreement = next(one for one in edition.sections if one.clauses)
    (theirs,) = (one for one in original.sections if one.clauses)
    assert (agreement.heading, agreement.note) == (theirs.heading, theirs.note)
    assert [(c.heading, c.paragraphs) for c in agreement.clauses] == [
        (c.heading, c.paragraphs) for c in theirs.clauses
    ]
    signatures = [one.signatures for one in edition.sections if one.signatures]
    blocks = [one.signatures for one in original.sections if one.signatures]
    assert [(s.heading, s.lines, s.name_heading) for s in signatures if s] == [
        (s.heading, s.lines, s.name_heading) for s in blocks if s
    ]
    assert any("förbund" in doubt for doubt in doubts)
    assert any("liggande" in doubt for doubt in doubts)


def test_gavleborg_form_comes_back(of_blank: Callable[[str], Drafted]) -> None:
    edition, doubts = of_blank("tests/forms/gavle-like")
    assert [box.label for row in edition.head for box in row.boxes if box.label] == [
        "Diarienummer",
        "Signatur",
        "Ankomstdatum",
    ]
    labels = {one.heading: [f.label for f in one.fields if not f.when_filled] for one in edition.sections}
    assert labels["1. Allmänna uppgifter"][0] == "Insatsens namn"
    assert [len(f.choices) for f in edition.fields.values() if f.type == "choices"] == [4]
    (signatures,) = (one.signatures for one in edition.sections if one.signatures)
    assert signatures
    assert signatures.heading == "7.1 Underskrift"
    assert signatures.declaration.startswith("Undertecknad försäkrar")
    assert any("startdatum" in doubt for doubt in doubts)


def test_every_doubt_is_marked_where_it_is(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    document = Document()
    document.add_heading("Ansökan om medel", 0)
    document.add_heading("Om insatsen", 1)
    document.add_paragraph("Något kort:")
    document.save(str(form))
    doubts = draft(form, tmp_path / "utkast")
    lines = (tmp_path / "utkast" / "form.toml").read_text(encoding="utf-8").splitlines()
    marked = [line.removeprefix("# TVEKSAMT: ") for line in lines if line.startswith("# TVEKSAMT: ")]
    assert marked == doubts
    assert any("Något kort" in one for one in doubts)


def test_content_controls_and_old_boxes_are_read(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    document = Document()
    document.add_heading("Ansökan", 0)
    body = document.element.body
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>"
        "<w:r><w:t>Diskuterad?</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    ticks = parse_xml(
        f"<w:p {nsdecls('w')}><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox/></w:ffData>"
        "</w:fldChar></w:r><w:r><w:t>Ja</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'><w:ffData>"
        "<w:checkBox/></w:ffData></w:fldChar></w:r><w:r><w:t>Nej</w:t></w:r></w:p>"
    )
    for element in (control, ticks):
        body.insert(len(body) - 1, element)
    document.save(str(form))
    draft(form, tmp_path / "utkast")
    text = (tmp_path / "utkast" / "form.toml").read_text(encoding="utf-8")
    section = next(one for one in load_edition({"form.toml": text}).sections if one.heading == "Diskuterad?")
    assert section.fields[0].type == "yesno"


def test_landscape_pages_are_left_and_said(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    document = Document()
    document.add_heading("Ansökan", 0)
    document.add_heading("Beskriv bakgrunden", 1)
    lying = document.add_section()
    lying.orientation = WD_ORIENT.LANDSCAPE
    document.add_heading("Budget", 1)
    document.save(str(form))
    doubts = draft(form, tmp_path / "utkast")
    assert doubts[0].startswith("liggande sidor lästes inte")
    assert "Budget" not in (tmp_path / "utkast" / "form.toml").read_text(encoding="utf-8").replace(
        "budget", ""
    )


@pytest.fixture
def hostile(tmp_path: Path) -> Callable[[str], Path]:
    """A file that no form should be."""
    parts = {
        "doctype": ("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        "bomb": ("word/document.xml", b" " * (40 * 2**20)),
        "other": ("xl/workbook.xml", b"<x/>"),
        "broken": ("word/document.xml", b"<w:document"),
    }

    def make(kind: str) -> Path:
        path = tmp_path / f"{kind}.docx"
        if kind == "empty":
            path.write_bytes(b"")
        elif kind == "text":
            path.write_bytes(b"not a zip")
        else:
            name, data = parts[kind]
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("[Content_Types].xml", b"<Types/>")
                archive.writestr(name, data)
        return path

    return make


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("empty", "är tom"),
        ("text", "skadad eller av ett annat slag"),
        ("other", "inte en fil av det slag"),
        ("doctype", "DOCTYPE"),
        ("bomb", "fylla datorns minne"),
        ("broken", "skadad"),
    ],
)
def test_hostile_file_is_refused_in_swedish(
    hostile: Callable[[str], Path], tmp_path: Path, kind: str, words: str
) -> None:
    with pytest.raises(OutsideFileError, match=words):
        draft(hostile(kind), tmp_path / "utkast")
    assert not (tmp_path / "utkast").exists()


def test_form_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="redan"):
        draft(tmp_path / "a.docx", tmp_path)
    assert (tmp_path / "form.toml").read_text(encoding="utf-8") == "x"


def test_command_line_says_what_is_doubtful(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "a.docx"
    document = Document()
    document.add_heading("Ansökan", 0)
    document.add_heading("Beskriv bakgrunden", 1)
    document.save(str(form))
    assert cli.run(["forms", "draft", str(form), str(tmp_path / "utkast")]) == 0
    assert "startdatum" in "".join(capsys.readouterr())
    assert cli.run(["forms", "draft", str(tmp_path / "finns-inte.docx"), str(tmp_path / "b")]) == 1
    assert "finns-inte.docx" in capsys.readouterr().err
