"""`finsam-desktop import`: a workbook into an application, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from finsam_desktop import paths
from finsam_desktop.__main__ import main
from finsam_desktop.exchange import sandbox

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True, scope="module")
def reader() -> object:
    """The child process that reads ends with the module."""
    yield
    sandbox.close()


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")

    def command(*arguments: object) -> tuple[int, str, str]:
        status = main([*map(str, arguments), "--workspace", str(tmp_path / "w.finsam")])
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.fixture
def workbook(run: Run, tmp_path: Path) -> Path:
    """The sample's budget as our own export has it, with one amount raised and a text without a place."""
    _, made, _ = run("load", SAMPLE)
    path = tmp_path / "budget.xlsx"
    assert run("export", made.strip(), "--to", path)[0] == 0
    book = openpyxl.load_workbook(path)
    page = book["Insatsbudget"]
    row = next(row for row in page.iter_rows() if row[0].value == "Resor")
    row[4].value = 12_345
    page.cell(page.max_row + 3, 12).value = "Ring oss"
    book.save(path)
    return path


def totals(run: Run, application: str) -> dict[str, object]:
    return json.loads(run("show", application, "--json")[1])["totals"]


def test_budget_goes_into_a_new_application(run: Run, workbook: Path) -> None:
    _, made, _ = run("new", "--form", "uppsala-2024")
    application = made.strip()
    status, out, err = run("import", application, workbook, "--dry-run", "--json")
    answer = json.loads(out)
    assert status == 0
    assert {"sheet": "Insatsbudget", "as": "Insatsbudget"} in answer["recognised"]
    assert answer["changed"] > 20
    cell = next(one for one in answer["cells"] if one["new"] == 12345)
    assert (cell["old"], cell["where"][:13]) == (None, "Insatsbudget!")
    assert [one["value"] for one in answer["unplaced"]] == ["Ring oss"]
    assert "Ring oss" not in out[: out.index("unplaced")]
    assert "tkr" in err
    assert totals(run, application)["requested"] == 0  # nothing was changed
    status, out, _ = run("import", application, workbook)
    assert status == 0
    assert out.endswith("celler ändrades.\n")
    assert totals(run, application)["requested"] == 4_418_130 + 12_345 - _travel()
    assert json.loads(run("import", application, workbook, "--json")[1])["changed"] == 0


def _travel() -> int:
    """What the sample has for travel already."""
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))["sheets"]["detailed"]
    return sum(next(row["cells"] for row in rows if row["id"] == "travel").values())


def test_what_is_no_budget_changes_nothing(run: Run, tmp_path: Path) -> None:
    _, made, _ = run("load", SAMPLE)
    path = tmp_path / "annat.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Namn", "Ort"])
    book.save(path)
    before = run("show", made.strip(), "--json")[1]
    status, out, err = run("import", made.strip(), path)
    assert (status, out) == (1, "")
    assert "annat.xlsx" in err
    assert run("show", made.strip(), "--json")[1] == before
    (tmp_path / "skräp.xlsx").write_bytes(b"PK\x03\x04 skr")
    status, out, err = run("import", made.strip(), tmp_path / "skräp.xlsx")
    assert (status, out) == (1, "")
    assert "skräp.xlsx" in err
