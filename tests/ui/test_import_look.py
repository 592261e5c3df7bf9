"""What the preview says of a workbook that was written for another association's form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finsam_desktop import paths
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.editions import Catalogue
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.excel_write import render_workbook
from finsam_desktop.ui.import_look import Look, Picks, first_look, look


@pytest.fixture
def workbook(sample: Application, tmp_path: Path) -> Path:
    path = tmp_path / "älvkarleby.xlsx"
    path.write_bytes(render_workbook(sample))
    return path


@pytest.fixture
def application(catalogue: Catalogue) -> Application:
    return Application.new(catalogue.get("gavleborg-2024").edition)


@pytest.fixture
def first(workbook: Path, application: Application, catalogue: Catalogue) -> Look:
    found = first_look(workbook, application, lambda: False, catalogue.editions())
    sandbox.close()
    return found


def test_the_preview_shows_where_another_form_s_figures_go(first: Look) -> None:
    assert [(sheet.name, sheet.template) for sheet in first.reading.recognised] == [("Fördelad", "costs")]
    row = next(
        line
        for line in first.changes
        if line.texts[1] == "Kostnadssammanställning: ÖVRIGA KOSTNADER, År 2025"
    )
    assert row.texts[0].startswith("Fördelad!")
    assert row.texts[3].replace("\u00a0", " ") == "165 554 kr"
    assert any(line.texts[1] == "Tolk" for line in first.unplaced)
    assert any("i en annan blankett" in line.texts[1] for line in first.problems)


def test_a_sheet_of_another_form_can_be_put_aside_and_taken_again(
    first: Look, application: Application
) -> None:
    aside = look(first.first, application, Picks({"Fördelad": ""}))
    assert aside.proposal.recognised == ()
    again = look(first.first, application, Picks({"Fördelad": "costs"}))
    assert again.changes == first.changes


def test_two_sheets_of_another_form_on_one_of_ours_do_not_contradict(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """Each has rows of its own there."""
    source = paths.resources_dir() / "samples" / "gavleborg-2024-raknamedmig.json"
    data = json.loads(source.read_text(encoding="utf-8"))
    path = tmp_path / "räkna med mig.xlsx"
    path.write_bytes(render_workbook(from_json(data, lambda name: catalogue.get(name).edition)))
    application = Application.new(catalogue.get("uppsala-2024").edition)
    found = first_look(path, application, lambda: False, catalogue.editions())
    sandbox.close()
    assert {sheet.template for sheet in found.reading.recognised} == {"detailed"}
    assert not any("det sista" in line.texts[1] for line in found.problems)
