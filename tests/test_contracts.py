"""The import contracts hold, and each of them would notice a violation."""

import importlib.metadata
import itertools
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]
}

# What each package may import besides itself; everything else of ours and every dependency is forbidden.
ALLOWED = {
    "finsam_desktop.domain": {"pydantic"},
    "finsam_desktop.storage": {"finsam_desktop.domain", "pydantic", "sqlalchemy"},
    "finsam_desktop.exchange": {
        *("finsam_desktop.domain", "finsam_desktop.paths", "platformdirs", "pydantic"),
        *("docx", "openpyxl", "pikepdf", "pypdfium2", "reportlab", "xlrd", "xlsxwriter"),
        *("PIL", "pyhanko", "pyhanko_certvalidator"),
    },
    "finsam_desktop.ui": {
        *("finsam_desktop.domain", "finsam_desktop.exchange", "finsam_desktop.paths"),
        *("PySide6", "pydantic"),
    },
}


def lint(root: Path) -> str:
    """The report of the import linter on the package in this folder, with the project's contracts."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return answer.stdout + answer.stderr


def broken_contracts(report: str) -> set[str]:
    """The ids of the contracts that the report calls broken; all of them must be judged."""
    verdicts = {
        id_: re.search(rf"^{re.escape(contract['name'])} (KEPT|BROKEN)", report, re.MULTILINE)
        for id_, contract in CONTRACTS.items()
    }
    assert all(verdicts.values()), report
    return {id_ for id_, verdict in verdicts.items() if verdict and verdict[1] == "BROKEN"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package and its contracts, to plant violations in."""
    shutil.copytree(
        ROOT / "finsam_desktop", tmp_path / "finsam_desktop", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_are_kept() -> None:
    report = lint(ROOT)
    assert broken_contracts(report) == set(), report


@pytest.mark.parametrize("id_", CONTRACTS)
def test_contract_notices_each_violation(id_: str, copy: Path) -> None:
    """Modules that import all that a contract forbids break this contract alone, each import noticed."""
    sources, forbidden = CONTRACTS[id_]["source_modules"], CONTRACTS[id_]["forbidden_modules"]
    for module in forbidden:  # what these import in turn is the other contracts' matter
        path = copy.joinpath(*module.split(".")).with_suffix(".py")
        if path.is_file():
            path.write_text("", encoding="utf-8")
    for source in sources:
        planted = copy.joinpath(*source.split("."), "planted.py")
        planted.write_text("".join(f"import {module}\n" for module in forbidden), encoding="utf-8")
    report = lint(copy)
    assert broken_contracts(report) == {id_}, report
    noticed = re.findall(r"^(\S+) is not allowed to import (\S+):", report, re.MULTILINE)
    assert set(noticed) == set(itertools.product(sources, forbidden)), report


@pytest.mark.parametrize("package", ALLOWED)
def test_every_module_of_ours_is_judged(package: str) -> None:
    modules = {f"finsam_desktop.{path.stem}" for path in (ROOT / "finsam_desktop").glob("[!_]*")}
    assert modules - {package} - ALLOWED[package] - forbidden_to(package) == set()


@pytest.mark.parametrize("package", ALLOWED)
def test_every_dependency_is_judged(package: str) -> None:
    """Each by a name that it is really imported by: python-docx is docx."""
    dependencies = {normal(re.split("[=<>]", line)[0]) for line in PROJECT["project"]["dependencies"]}
    names = importlib.metadata.packages_distributions()
    judged = ALLOWED[package] | forbidden_to(package)
    assert dependencies - {normal(owner) for name in judged for owner in names.get(name, ())} == set()


def forbidden_to(package: str) -> set[str]:
    """All that the contracts of this package forbid it to import."""
    contracts = [contract for contract in CONTRACTS.values() if package in contract["source_modules"]]
    return {module for contract in contracts for module in contract["forbidden_modules"]}


def normal(distribution: str) -> str:
    """A distribution's name as the registry compares it: PySide6_Essentials is pyside6-essentials."""
    return re.sub("[-_.]+", "-", distribution).lower()
