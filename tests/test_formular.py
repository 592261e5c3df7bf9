"""docs/formular.md as a reader follows it: its pieces make an edition that works everywhere."""

from __future__ import annotations

import io
import re
import runpy
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from finsam_desktop import app, paths
from finsam_desktop.__main__ import main
from finsam_desktop.domain import budget, checks, edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.richtext import from_text, plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value
from finsam_desktop.editions import EditionFolder, installed
from finsam_desktop.exchange.export import render
from finsam_desktop.library import Library
from finsam_desktop.ui.section_editor import FormPage
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.sheet_page import SheetPage
from finsam_desktop.ui.window import MainWindow

SCRIPT = paths.root() / "scripts" / "form_reference.py"
DOCUMENT = (paths.root() / "docs" / "formular.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ID = "exempelbygden-2026"
Check = Callable[[Path], tuple[int, str, str]]


def blocks(language: str, name: str, text: str = DOCUMENT) -> list[str]:
    """The code of every block that is opened by ```language name."""
    return [code for *opening, code in BLOCK.findall(text) if opening == [language, name]]


def example(text: str = DOCUMENT) -> dict[str, str]:
    """The files as a reader has them at the end of the text, each piece below the one before."""
    found = {name: "\n".join(blocks("toml", name, text)) for name in ("form.toml", "budget.toml")}
    return {name: code for name, code in found.items() if code}


def steps() -> Iterator[str]:
    """The document up to the end of each step."""
    headings = [found.start() for found in re.finditer(r"^## ", DOCUMENT, re.MULTILINE)]
    for start, end in pairwise(headings):
        if DOCUMENT.startswith("## Steg", start):
            yield DOCUMENT[:end]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example in the person's own folder for forms."""
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    made = paths.user_forms_dir() / ID
    made.mkdir(parents=True)
    for name, text in example().items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """`finsam-desktop forms check`."""

    def run(made: Path) -> tuple[int, str, str]:
        status = main(["forms", "check", str(made)])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def edition() -> FormEdition:
    return load_edition(example())


def fill(application: Application, values: dict[tuple[str, ...], Value]) -> None:
    change = edits.set_values(application, values, "Fyll i")
    assert change
    change.apply(application)


@pytest.fixture
def filled(edition: FormEdition) -> Application:
    """An application in the example, filled in a little."""
    application = Application.new(edition)
    edits.add_party(application, "co-owner", {"organisation": "Region Exempel"}).apply(application)
    lead, partner, co_owner = (
        next(party.id for party in application.parties if party.role == role)
        for role in ("lead", "partner", "co-owner")
    )
    start, end = date(2026, 7, 1), date(2028, 6, 30)
    kommun, region = f"party:{lead}", f"party:{co_owner}"
    fill(
        application,
        {
            ("answer", "name"): "Steget vidare",
            ("answer", "start_date"): start,
            ("answer", "end_date"): end,
            ("answer", "requested_amount"): 1_250_000_00,
            ("answer", "background"): from_text("Många unga står långt från arbete."),
            ("answer", "target_group"): from_text("Unga vuxna i hela länet."),
            ("answer", "target_choices"): ("young", "sick"),
            ("answer", "participants"): Decimal(40),
            ("answer", "discussed"): True,
            ("party", lead, "organisation"): "Exempelbygdens kommun",
            ("party", partner, "organisation"): "Arbetsförmedlingen",
            ("cell", "detailed", "salary_1", "label"): "Coach",
            ("cell", "detailed", "salary_1", "rate"): Decimal(100),
            ("cell", "detailed", "salary_1", "from"): start,
            ("cell", "detailed", "salary_1", "to"): end,
            ("cell", "detailed", "salary_1", kommun): 1_000_000_00,
            ("cell", "detailed", "rent", kommun): 150_000_00,
            ("cell", "detailed", "travel", region): 100_000_00,
            ("cell", "detailed", "own_1", "label"): "Handledning",
            ("cell", "detailed", "own_1", region): 80_000_00,
        },
    )
    return application


# ------------------------------------------------------------------------------ the document


def test_the_edition_holds_after_every_step() -> None:
    sizes = []
    for text in steps():
        made = load_edition(example(text))
        sizes.append((len(made.tabs), len(made.sections), len(made.sheets)))
    assert len(sizes) == 11
    assert sizes == sorted(sizes)
    assert sizes[-1] == (8, 9, 3)


def test_the_check_answers_as_the_document_says(folder: Path, check: Check) -> None:
    first, last = blocks("text", "svar")
    assert check(folder) == (0, last, "")
    for name in example():
        (folder / name).unlink()
    for name, text in example(next(steps())).items():
        (folder / name).write_text(text, encoding="utf-8")
    assert check(folder) == (0, first, "")


@pytest.mark.parametrize("name", ["fel", "flik", "tecken"])
def test_a_fault_is_told_as_the_document_says(folder: Path, check: Check, name: str) -> None:
    ((wrong,), (answer,)) = blocks("toml", name), blocks("text", name)
    text = "\n".join([example()["form.toml"], wrong])
    (folder / "form.toml").write_text(text, encoding="utf-8")
    assert check(folder) == (1, "", answer)


def test_the_reference_is_that_of_the_schema() -> None:
    fresh = runpy.run_path(str(SCRIPT))["updated"](DOCUMENT)
    assert fresh == DOCUMENT, "docs/formular.md is not up to date: run python scripts/form_reference.py"


def test_a_key_without_an_explanation_stops_the_reference() -> None:
    reference = runpy.run_path(str(SCRIPT))["reference"]
    schema = FormEdition.model_json_schema(by_alias=True)
    keys = schema["$defs"]["Tab"]["properties"]
    keys["colour"] = keys.pop("sheet")
    with pytest.raises(ValueError, match=r"Tab\.colour, Tab\.sheet"):
        reference(schema)


# ------------------------------------------------------------------------------- the edition


def test_an_application_has_the_right_figures_and_findings(filled: Application) -> None:
    fill(filled, {("answer", "requested_amount"): 1_200_000_00})
    found = [one.code for one in checks.check(Budget(filled)) if one.severity == "error"]
    assert found == ["stated_differs", "years_missing"]
    fill(filled, {("answer", "requested_amount"): 1_250_000_00})
    split = budget.suggest_years(Budget(filled), "years")
    assert split
    split.apply(filled)
    figures = budget.figures(Budget(filled))
    assert (figures.requested, figures.own, figures.total) == (1_250_000_00, 80_000_00, 1_330_000_00)
    assert [(one.organisation, one.requested, one.own) for one in figures.by_party] == [
        ("Exempelbygdens kommun", 1_150_000_00, 0),
        ("Region Exempel", 100_000_00, 80_000_00),
    ]
    # 184, 365 and 182 days of 731
    assert figures.by_year == {"2026": 314_638_00, "2027": 624_145_00, "2028": 311_217_00}
    assert checks.check(Budget(filled)) == []


def test_every_document_holds_the_forms_words_and_figures(filled: Application) -> None:
    with pypdfium2.PdfDocument(render(filled, ".pdf")) as pdf:
        pages = [page.get_textpage().get_text_bounded().replace("\u00a0", " ") for page in pdf]
    assert [sum(one in page for page in pages) for one in ("8. Underskrift", "9. Underskrift")] == [1, 1]
    paper = "\n".join(pages)
    for words in (
        "Ansökan om samverkansmedel 2026-2028",
        "4. Bakgrund och syfte (*)",
        "Många unga står långt från arbete.",
        "Förbundet ersätter faktiska kostnader.",
        "Region Exempel",
        "1 330 000",
        "v:26-01-15",
    ):
        assert words in paper
    word = docx.Document(io.BytesIO(render(filled, ".docx")))
    written = "\n".join(
        paragraph.text
        for table in word.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    )
    for words in ("5. Målgrupp (*)", "Unga vuxna i hela länet.", "Hela kostnaden"):
        assert words in written
    book = openpyxl.load_workbook(io.BytesIO(render(filled, ".xlsx")))
    assert book.sheetnames == ["Budget", "Per år", "Sammanställning"]
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {"Coach", "Handledning", "Summa från förbundet", 1_000_000} <= set(cells)


def test_texts_that_mean_the_same_come_together(folder: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "w.finsam", installed()) as library:
        other = library.new("uppsala-2024", "Steget vidare")
        change = edits.set_values(
            other,
            {("answer", name): from_text(name) for name in ("background", "purpose", "methods")},
            "Fyll i",
        )
        assert change
        change.apply(other)
        library.save(other, [change])
        moved, _ = library.convert(other.id, ID)
    text = moved.answers["background"]
    assert isinstance(text, tuple)
    assert [one for one in plain_text(text).split("\n") if one in ("background", "purpose")] == [
        "background",
        "purpose",
    ]
    assert any("methods" in plain_text(one.text) for one in moved.leftovers)


def test_a_new_edition_is_offered_and_the_old_one_kept(folder: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "w.finsam", installed()) as library:
        kept = library.new(ID).id
        newer = shutil.copytree(folder, folder.with_name("exempelbygden-2028"))
        (head,) = blocks("toml", "variant")
        replaced = {line.partition(" =")[0] for line in head.splitlines()}
        lines = (newer / "form.toml").read_text(encoding="utf-8").splitlines()
        below = [line for line in lines[:8] if line.partition(" =")[0] not in replaced] + lines[8:]
        (newer / "form.toml").write_text("\n".join([head, *below]), encoding="utf-8")
        library.reload_editions()
        offered = library.newer_edition(library.open(kept))
        assert offered
        assert offered.id == "exempelbygden-2028"
        shutil.rmtree(folder)
        library.reload_editions()
        assert library.open(kept).edition == load_edition(example())


# -------------------------------------------------------------------------------- the window


def test_the_window_shows_it_on_every_tab(qtbot, folder: Path, tmp_path: Path) -> None:
    frame = MainWindow()
    qtbot.addWidget(frame)
    window = app.make_workbench(frame, Settings(tmp_path / "window.ini"))
    frame.resize(1366, 768)
    frame.show()
    app.open_workspace(window, tmp_path / "w.finsam")
    window.open_application(window.desk.new(ID, "Steget vidare").id)
    edition = window.session.application.edition
    assert edition == EditionFolder(folder).edition
    for index, tab in enumerate(edition.tabs):
        window.editor.tabs.setCurrentIndex(index)
        page = window.editor.page(index)
        assert page.isVisible()
        assert isinstance(page, SheetPage if tab.sheet else FormPage)
        shown = [one.text() for one in page.findChildren(object) if one.objectName().startswith("heading.")]
        assert shown == [one.printed_heading for one in edition.sections if one.tab == tab.id]
    frame.close()
