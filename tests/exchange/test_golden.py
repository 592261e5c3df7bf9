"""The samples say what they said when somebody last looked."""

import importlib.util
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.json"))


@pytest.fixture(scope="module")
def golden() -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden", ROOT / "scripts" / "golden.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_sample_says_what_it_said(sample: Path, golden: ModuleType) -> None:
    for name, text in golden.rendered(sample).items():
        path = ROOT / "tests" / "golden" / sample.stem / name
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != kept:
            lines = unified_diff(kept.splitlines(), text.splitlines(), "kept", "now", lineterm="", n=0)
            shown = "\n".join(islice(lines, 40))
            pytest.fail(f"{path.relative_to(ROOT)} differs; is it meant, run scripts/golden.py\n{shown}")


def test_no_golden_case_is_without_its_sample() -> None:
    folders = {path.name for path in (ROOT / "tests" / "golden").iterdir() if path.is_dir()}
    assert folders == {sample.stem for sample in SAMPLES}
