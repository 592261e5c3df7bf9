"""The command line as a script sees it: stdout, stderr and exit status."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from finsam_desktop import paths
from finsam_desktop.__main__ import main

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def loaded(run: Run) -> str:
    status, out, _ = run("load", SAMPLE)
    assert status == 0
    return out.strip()


def as_json(answer: tuple[int, str, str]) -> object:
    return json.loads(answer[1])


def test_forms_lists_the_editions(run: Run) -> None:
    rows = as_json(run("forms", "--json"))
    assert {
        "id": "uppsala-2024",
        "title": "Samverkansinsatser inom Samordningsförbundet",
        "association": "Samordningsförbundet i Uppsala län",
    } in rows


def test_forms_check_says_what_is_wrong_and_where(run: Run, tmp_path: Path) -> None:
    status, _, err = run("forms", "check", paths.forms_dir() / "uppsala-2024")
    assert (status, err) == (0, "")
    folder = tmp_path / "egen"
    shutil.copytree(paths.forms_dir() / "uppsala-2024", folder)
    form = folder / "form.toml"
    text = form.read_text(encoding="utf-8").replace(
        'heading = "Planerad Insatstid"', 'rubrik = "Planerad Insatstid"'
    )
    form.write_text(text, encoding="utf-8")
    status, out, err = run("forms", "check", folder, "--json")
    assert status == 1
    places = [(one["file"], one["place"]) for one in json.loads(out)["problems"]]
    assert ("form.toml", "section 7 (period), heading") in places
    assert ("form.toml", "section 7 (period), rubrik") in places
    assert "okänd nyckel" in err
    status, _, err = run("forms", "check", tmp_path / "finns-inte")
    assert status == 1
    assert "finns-inte" in err


def test_forms_check_tells_of_an_edition_that_is_not_there(run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(paths.forms_dir() / "uppsala-2024", tmp_path / "egen")
    form = folder / "form.toml"
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace('"uppsala-2019-07"', '"uppsala-2019-08"', 1), encoding="utf-8")
    status, out, err = run("forms", "check", folder)
    assert status == 0
    assert "Inga fel" in out
    assert "”uppsala-2019-08”" in err


def test_new_list_show(run: Run) -> None:
    status, out, _ = run("new", "--form", "uppsala-2024", "--name", "Prov med åäö")
    assert status == 0
    rows = as_json(run("list", "--json"))
    assert [(row["id"], row["name"], row["edition"]) for row in rows] == [
        (out.strip(), "Prov med åäö", "uppsala-2024")
    ]
    shown = as_json(run("show", out.strip(), "--json"))
    assert shown["name"] == "Prov med åäö"
    assert shown["totals"]["total"] == 0
    assert shown["kind"] == "new"


def test_the_sample_has_the_forms_figures_and_its_known_errors(run: Run, loaded: str) -> None:
    shown = as_json(run("show", loaded, "--json"))
    assert shown["totals"] == {
        "requested": 4418130,
        "own": 0,
        "total": 4418130,
        "by_party": [
            {"organisation": name, "requested": amount, "own": 0, "total": amount}
            for name, amount in (
                ("Älvkarleby kommun", 4418130),
                ("Arbetsförmedlingen", 0),
                ("Försäkringskassan", 0),
                ("Region Uppsala", 0),
            )
        ],
        "by_year": {"2025": 910730, "2026": 1799359, "2027": 1708043},
    }
    status, out, _ = run("check", loaded, "--json")
    assert status == 1
    findings = json.loads(out)
    text = " ".join(one["message"] for one in findings).replace("\u00a0", " ")
    assert "4 418 132" in text
    assert text.count("1 899 066 kr") == text.count("1 899 065 kr") == 2
    assert sorted(one["code"] for one in findings if one["severity"] == "error") == [
        "sums_differ",
        "years_differ",
        "years_differ",
    ]
    assert findings == shown["findings"]


def test_show_load_show_gives_the_same(run: Run, loaded: str, tmp_path: Path) -> None:
    first = as_json(run("show", loaded, "--json"))
    path = tmp_path / "a.json"
    path.write_text(json.dumps(first), encoding="utf-8")
    second = as_json(run("show", run("load", path)[1].strip(), "--json"))
    assert second["id"] != first["id"]
    assert {**second, "id": ""} == {**first, "id": ""}


def test_attached_files_go_with_the_json(run: Run, loaded: str, tmp_path: Path) -> None:
    data = as_json(run("show", loaded, "--json"))
    content = base64.b64encode(b"abc").decode()
    digest = hashlib.sha256(b"abc").hexdigest()
    file = {"id": "f", "name": "a.txt", "size": 3, "sha256": digest, "content": content}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**data, "attachments": [file]}), encoding="utf-8")
    with_file = run("load", path)[1].strip()
    shown = as_json(run("show", with_file, "--json"))
    assert shown["attachments"] == [file]
    assert run("export", with_file, "--to", tmp_path / "ut.json")[0] == 0
    assert json.loads((tmp_path / "ut.json").read_text(encoding="utf-8")) == shown


def test_load_refuses_what_it_cannot_place_naming_it(run: Run, tmp_path: Path) -> None:
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    data["answers"]["ett_falt"] = "x"
    data["sheets"]["detailed"][0]["cells"]["party:ingen"] = 5
    data["sheets"]["extra"] = []
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    status, _, err = run("load", path)
    assert status == 1
    for name in ("ett_falt", "party:ingen", "sheets.extra"):
        assert name in err
    assert as_json(run("list", "--json")) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"edition": 1}', '{"edition": "finns-ej"}', "NaN", "\xff"]
)
def test_load_refuses_other_files_in_words(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="latin-1")
    status, out, err = run("load", path)
    assert status == 1
    assert out == ""
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("suffix", "start"), [(".pdf", b"%PDF-"), (".docx", b"PK"), (".xlsx", b"PK"), (".json", b"{")]
)
def test_export_by_suffix(run: Run, loaded: str, tmp_path: Path, suffix: str, start: bytes) -> None:
    path = tmp_path / f"ut{suffix}"
    assert run("export", loaded, "--to", path)[0] == 0
    assert path.read_bytes().startswith(start)


def test_what_is_refused_says_why(run: Run, loaded: str, tmp_path: Path) -> None:
    for arguments in (
        ("show", "finns-ej"),
        ("check", "finns-ej"),
        ("export", loaded, "--to", tmp_path / "ut.txt"),
        ("export", loaded, "--to", tmp_path / "saknas" / "ut.pdf"),
        ("new", "--form", "finns-ej"),
        ("load", tmp_path / "saknas.json"),
        ("import", loaded, tmp_path / "saknas.xlsx"),
    ):
        status, _, err = run(*arguments)
        assert status == 1, arguments
        assert err.strip(), arguments
        assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "x"), ("check", "x"), ("export", "x", "--to", "x.pdf")]
)
def test_a_workspace_that_is_not_there_is_not_made_by_looking(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    for command in (arguments, ("new", "--extends", "x"), ("new", "--form", "uppsala-2024", "--from", "x")):
        status, out, err = run(*command)
        assert (status, out) == (1, "")
        assert f"Det finns ingen arbetsyta {tmp_path / 'w.finsam'}." in err
    assert not (tmp_path / "w.finsam").exists()


def test_new_from_another_edition_tells_what_went_where(run: Run, loaded: str) -> None:
    arguments = ("new", "--form", "uppsala-2024", "--from", loaded)
    status, out, err = run(*arguments, "--name", " Nytt  namn ", "--json")
    assert status == 0
    answer = json.loads(out)
    assert answer["report"] == err.splitlines() != []
    shown = as_json(run("show", answer["id"], "--json"))
    assert (shown["name"], shown["edition"]) == ("Nytt namn", "uppsala-2024")
    assert as_json(run("show", loaded, "--json"))["name"] != "Nytt namn"
    status, out, err = run(*arguments)
    assert (status, err.splitlines()) == (0, answer["report"])
    assert run("show", out.strip())[0] == 0


def test_new_extension_and_supplement_tell_what_to_look_over(run: Run, loaded: str) -> None:
    period = ("--from-date", "2028-01-01", "--to-date", "2029-06-30")
    for arguments, kind in (
        (("--extends", loaded), "extension"),
        (("--extends", loaded, *period, "--raise", "2,5 %"), "extension"),
        (("--supplements", loaded), "supplement"),
    ):
        status, out, err = run("new", *arguments, "--json")
        assert status == 0
        answer = json.loads(out)
        assert answer["look_over"] == err.splitlines() != []
        shown = as_json(run("show", answer["id"], "--json"))
        assert shown["kind"] == kind
        assert shown["parent"]["name"] == as_json(run("show", loaded, "--json"))["name"]
        if period[1] in arguments:
            dates = (shown["answers"]["start_date"], shown["answers"]["end_date"])
            assert dates == ("2028-01-01", "2029-06-30")


def test_extension_without_a_readable_period_asks_for_one(run: Run) -> None:
    source = run("new", "--form", "uppsala-2024")[1].strip()
    status, out, err = run("new", "--extends", source)
    assert (status, out) == (1, "")
    assert "Ange --from-date och --to-date" in err


def test_ones_own_workspace_is_made_when_first_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    assert main(["list"]) == 0
    assert capsys.readouterr().out == ""
    assert paths.default_workspace().exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new"], "det saknas: --form"),
        (["new", "--form", "x", "--extends", "y"], "--form och --extends går inte ihop"),
        (["new", "--extends", "x", "--supplements", "y"], "--extends och --supplements går inte ihop"),
        (["new", "--extends", "x", "--name", "y"], "--extends och --name går inte ihop"),
        (["new", "--supplements", "x", "--raise", "2"], "--supplements och --raise går inte ihop"),
        (["new", "--supplements", "x", "--from", "y"], "--supplements och --from går inte ihop"),
        (["new", "--form", "x", "--to-date", "2026-01-01"], "--form och --to-date går inte ihop"),
        (["new", "--extends", "x", "--to-date", "2026-01-01"], "ange både --from-date och --to-date"),
        (["new", "--extends", "x", "--from-date", "i maj"], "--from-date: ”i maj” är inget datum"),
        (["new", "--extends", "x", "--raise", "lite"], "--raise: ”lite” är ingen procentsats"),
        (
            ["new", "--extends", "x", "--from-date", "2026-01-02", "--to-date", "2026-01-01"],
            "slutar innan den börjar",
        ),
        (["finns-ej"], "finns-ej"),
        (["show"], "det saknas: ID"),
        (["list", "--fel"], "okänt argument: --fel"),
        (["export", "x", "--to"], "--to: värdet saknas"),
    ],
)
def test_wrong_usage_is_said_in_swedish(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "användning:" in err
    assert "usage" not in err


def test_help_is_swedish(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "kommandon" in out
    assert "usage" not in out


def test_demo_makes_the_samples_and_their_files(run: Run, tmp_path: Path) -> None:
    names = [path.stem for path in sorted(SAMPLE.parent.glob("*.json"))]
    expected = ["exempel.finsam", *(f"{name}{end}" for name in names for end in (".pdf", ".docx", ".xlsx"))]
    for _ in range(2):  # the second time in the same folder
        status, out, _ = run("demo", tmp_path / "demo", "--json")
        assert status == 0
        files = [Path(one) for one in json.loads(out)["files"]]
        assert [path.name for path in files] == expected
        assert all(path.stat().st_size > 1000 for path in files)


def test_as_a_process_and_without_heavy_libraries(tmp_path: Path) -> None:
    """`forms` answers without the window's and the documents' libraries being loaded."""
    script = (
        "import sys; from finsam_desktop.__main__ import main; status = main(['forms', '--json']);"
        "names = {'PySide6', 'sqlalchemy', 'reportlab', 'docx', 'openpyxl', 'xlsxwriter'};"
        "heavy = names & sys.modules.keys();"
        "print(sorted(heavy), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)
