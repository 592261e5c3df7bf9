"""A first form.toml from a blank Word form."""

import re
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


CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
HINT, NO_HINT = "<w:showingPlcHdr/>", "<w:showingPlcHdr w:val='0'/>"
RUN = "<w:r><w:t>{}</w:t></w:r>"
CELL = "<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p></w:tc>"
BOXED = f"<w:txbxContent><w:p>{RUN}</w:p><w:p>{RUN}</w:p></w:txbxContent>"
TOLD_TWICE = (
    "<w:p><w:r><w:t>Ring om du undrar:</w:t><mc:AlternateContent"
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'><w:drawing>{0}</w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict>{0}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


@pytest.fixture
def of_body(tmp_path: Path) -> Callable[[str], FormEdition]:
    """What is drafted from a form with a title, a heading and a body of one's own below."""

    def make(body: str) -> FormEdition:
        document = Document()
        document.add_heading("Ansökan", 0)
        document.add_heading("Övrigt", 1)
        for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
            document.element.body.insert(len(document.element.body) - 1, element)
        document.save(str(tmp_path / "a.docx"))
        draft(tmp_path / "a.docx", tmp_path / "utkast")
        return load_edition({"form.toml": (tmp_path / "utkast" / "form.toml").read_text(encoding="utf-8")})

    return make


def labels_of(edition: FormEdition, heading: str) -> list[str]:
    """The labels in the sections with the heading."""
    sections = [section for section in edition.sections if section.heading == heading]
    return [field.label for section in sections for field in section.fields if not field.when_filled]


def test_cells_and_rows_in_content_controls_are_read(of_body: Callable[[str], FormEdition]) -> None:
    rows = [
        f"<w:tr>{CELL.format('Första')}</w:tr>",
        f"<w:tr>{CONTROL.format('', CELL.format('Andra'))}</w:tr>",
        CONTROL.format("", f"<w:tr>{CELL.format('Tredje')}</w:tr>"),
        CONTROL.format("", f"<w:tr>{CONTROL.format(HINT, CELL.format('Klicka här'))}</w:tr>"),
    ]
    edition = of_body(f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert labels_of(edition, "Övrigt") == ["Första", "Andra", "Tredje"]


def test_a_text_box_is_read_once_in_lines_of_its_own(of_body: Callable[[str], FormEdition]) -> None:
    edition = of_body(TOLD_TWICE.format(BOXED.format("Diarienummer", "Handläggare")))
    assert labels_of(edition, "Övrigt") == ["Ring om du undrar:", "Diarienummer", "Handläggare"]


def test_a_hint_to_write_over_is_no_field(of_body: Callable[[str], FormEdition]) -> None:
    hint = RUN.format("Klicka eller tryck här för att ange text.")
    edition = of_body(
        f"<w:p>{RUN.format('Handläggare: ')}{CONTROL.format(HINT, hint)}</w:p>"
        f"{CONTROL.format(HINT, f'<w:p>{hint}</w:p>')}"
        f"<w:p>{CONTROL.format('', RUN.format('Diarienummer'))}</w:p>"
        f"<w:p>{CONTROL.format(NO_HINT, RUN.format('Ort'))}</w:p>"
    )
    assert labels_of(edition, "Övrigt") == ["Handläggare:", "Diarienummer", "Ort"]


def test_a_numbered_or_starred_box_begins_a_section(of_body: Callable[[str], FormEdition]) -> None:
    """Other boxes below a heading without a box are fields of it."""
    headings = ["Handläggare", "1.1 Telefon", "2. Insatsägare", "Övriga frågor (*)"]
    edition = of_body(
        "<w:p/>".join(f"<w:tbl><w:tr>{CELL.format(heading)}</w:tr></w:tbl>" for heading in headings)
    )
    assert [one.heading for one in edition.sections[:3]] == ["Övrigt", "2. Insatsägare", "Övriga frågor"]
    assert labels_of(edition, "Övrigt") == ["Handläggare", "1.1 Telefon"]


def test_the_form_that_the_guide_teaches_comes_back(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "formular.md").read_text(encoding="utf-8")
    for name in ("form.toml", "budget.toml"):
        pieces = re.findall(rf"^```toml {name}\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
        (tmp_path / name).write_text("\n".join(pieces), encoding="utf-8")
    original = EditionFolder(tmp_path).edition
    export(Application.new(original), tmp_path / "blankett.docx")
    draft(tmp_path / "blankett.docx", tmp_path / "utkast")
    edition = EditionFolder(tmp_path / "utkast").edition
    assert [one.heading for one in edition.sections] == [one.heading for one in original.sections]
    assert labels_of(edition, "1. Om insatsen") == labels_of(original, "1. Om insatsen")


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


def rewritten(form: Path, name: str, old: bytes, new: bytes) -> None:
    """Put other bytes into a part of the form."""
    with zipfile.ZipFile(form) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    assert old in parts[name]
    with zipfile.ZipFile(form, "w") as archive:
        for one, data in parts.items():
            archive.writestr(one, data.replace(old, new, 1) if one == name else data)


@pytest.mark.parametrize("kind", ["body", "styles", "checksum"])
def test_damaged_form_is_refused_in_swedish(tmp_path: Path, kind: str) -> None:
    form = tmp_path / "a.docx"
    document = Document()
    document.add_paragraph("Rad " * 40_000)  # longer than what is looked into beforehand
    document.save(str(form))
    if kind == "checksum":
        rewritten(form, "word/document.xml", b"Rad", b"Rad")  # not packed
        form.write_bytes(form.read_bytes().replace(b"Rad Rad", b"Rad Rod", 1))
    else:
        name, tag = {"body": ("document", b"w:body"), "styles": ("styles", b"w:styles")}[kind]
        for end in (b"<", b"</"):
            rewritten(form, f"word/{name}.xml", end + tag, end + b"w:other")
    with pytest.raises(OutsideFileError, match=r"är skadad\. Öppna den i Word"):
        draft(form, tmp_path / "utkast")


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
