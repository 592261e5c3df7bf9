"""`finsam-desktop import`: a workbook, or a form in Word, into an application, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from finsam_desktop import paths
from finsam_desktop.__main__ import main
from finsam_desktop.exchange import sandbox

SAMPLES = sorted((paths.resources_dir() / "samples").glob("*.json"))
SAMPLE = next(path for path in SAMPLES if path.stem == "uppsala-2024-alvkarleby")
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


def test_a_single_cell_is_told_in_words(run: Run, tmp_path: Path, workbook: Path) -> None:
    copy = run("load", SAMPLE)[1].strip()
    status, out, _ = run("import", copy, workbook, "--dry-run")
    assert status == 0
    said, line = out.splitlines()
    assert said == "En cell skulle ändras."
    assert line.startswith("Insatsbudget!")
    assert line.endswith(f": {_travel()} -> 12345")
    assert run("import", copy, workbook)[1] == "En cell ändrades.\n"
    assert run("import", copy, workbook, "--dry-run")[1] == "0 celler skulle ändras.\n"


# -------------------------------------------------------------------------------------- Word


def shown(run: Run, application: str) -> dict[str, Any]:
    """What `show` prints, without ids and what is on no paper."""
    data = json.loads(run("show", application, "--json")[1])
    off = ("id", "short_name")
    return {
        "answers": data["answers"],
        "parties": [{k: v for k, v in one.items() if k not in off} for one in data["parties"]],
        "totals": {name: data["totals"][name] for name in ("requested", "own", "total", "by_year")},
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_comes_back_from_its_own_word_file(run: Run, sample: Path, tmp_path: Path) -> None:
    source = run("load", sample)[1].strip()
    form = json.loads(sample.read_text(encoding="utf-8"))["edition"]
    path = tmp_path / "ansökan.docx"
    assert run("export", source, "--to", path)[0] == 0
    copy = run("new", "--form", form)[1].strip()
    empty = shown(run, copy)
    status, out, _ = run("import", copy, path, "--dry-run", "--json")
    answer = json.loads(out)
    assert status == 0
    assert shown(run, copy) == empty
    assert answer["changed"] == len(answer["cells"]) > 10
    assert {"to", "old", "new"} <= answer["cells"][0].keys()
    assert (answer["unplaced"], answer["differences"]) == ([], [])
    assert not any("Läs in den från Excel" in one["message"] for one in answer["problems"])
    name = json.loads(sample.read_text(encoding="utf-8"))["answers"]["name"]
    assert next(one["new"] for one in answer["cells"] if one["path"] == ["answer", "name"]) == name
    status, out, _ = run("import", copy, path)
    assert (status, out) == (0, f"{answer['changed']} fält ändrades.\n")
    assert shown(run, copy) == shown(run, source)
    assert json.loads(run("import", copy, path, "--json")[1])["changed"] == 0


def test_with_word_and_excel_an_application_comes_back_whole(run: Run, tmp_path: Path) -> None:
    source = run("load", SAMPLE)[1].strip()
    copy = run("new", "--form", "uppsala-2024")[1].strip()
    for name in ("ansökan.docx", "budget.xlsx"):
        assert run("export", source, "--to", tmp_path / name)[0] == 0
        assert run("import", copy, tmp_path / name)[0] == 0
    assert shown(run, copy) == shown(run, source)


def test_a_letter_changes_nothing(run: Run, tmp_path: Path) -> None:
    application = run("load", SAMPLE)[1].strip()
    before = run("show", application, "--json")[1]
    letter = docx.Document()
    letter.add_paragraph("Hej. Här kommer inget formulär.")
    letter.save(tmp_path / "brev.docx")
    (tmp_path / "skräp.docx").write_bytes(b"PK\x03\x04 skr")
    (tmp_path / "gammal.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    (tmp_path / "tom.docx").write_bytes(b"")
    for name in ("brev.docx", "skräp.docx", "gammal.doc", "tom.docx", "saknas.docx"):
        status, out, err = run("import", application, tmp_path / name, "--json")
        assert (status, out) == (1, "")
        assert name in err
    assert run("show", application, "--json")[1] == before


def test_what_has_no_place_is_told(run: Run, tmp_path: Path) -> None:
    application = run("new", "--form", "uppsala-2024")[1].strip()
    form = docx.Document()
    form.add_paragraph("Ring mig på fredag")
    form.add_paragraph().add_run("Insatsens namn").bold = True
    form.add_paragraph("Vägen vidare")
    form.save(tmp_path / "för hand.docx")
    told = run("import", application, tmp_path / "för hand.docx", "--dry-run")[1]
    assert told == "Ett fält skulle ändras.\nInsatsens namn: (tom) -> Vägen vidare\n"
    status, out, err = run("import", application, tmp_path / "för hand.docx", "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["unplaced"] == [{"value": "Ring mig på fredag"}]
    assert "Har ingen plats: Ring mig på fredag" in err
    assert len(answer["recognised"]) == 1
    answers = shown(run, application)["answers"]
    assert {field: value for field, value in answers.items() if value} == {"name": "Vägen vidare"}
