"""Set up this working copy: virtual environment, pinned packages, the system libraries of Qt.

Run by the Makefile before every target, with the standard library alone. Each step runs when what it was made
from has changed, so that a second run with nothing changed starts no other program.
"""

from __future__ import annotations  # so that an older Python gets as far as the message that it is too old

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

# What the program loads of Qt on Linux: widgets, printing and pictures, without a screen and on one.
QT_LIBRARIES = (
    "lib/libQt6PrintSupport.so.6",
    "lib/libQt6Svg.so.6",
    "plugins/platforms/libqoffscreen.so",
    "plugins/platforms/libqxcb.so",
)


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        sys.exit(f"Python 3.11 or 3.12 is needed; this is {platform.python_version()} ({sys.executable}).")
    python = f"{sys.version_info[:2]} {sys.base_prefix} {VENV}".encode()
    packages = (python, LOCK.read_bytes())
    step("packages", packages, install_packages)
    step("project", (*packages, PROJECT.read_bytes()), install_project)
    if sys.platform == "linux":
        step("libraries", packages, install_libraries)


def step(name: str, made_from: Sequence[bytes], work: Callable[[], bool]) -> None:
    """Do the work unless it was done from the same input; what returns False is tried again next time."""
    stamp = VENV / f".{name}.stamp"
    digest = hashlib.sha256(b"\0".join(made_from)).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    if work():
        stamp.write_text(digest, encoding="ascii")


def install_packages() -> bool:
    """A new environment each time, so that a package that left the lock leaves the environment too."""
    venv_package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if importlib.util.find_spec("ensurepip") is None and not apt_install([venv_package]):
        sys.exit(
            f"The virtual environment cannot be made: Python's module ensurepip is missing.\n"
            f"Install it and run make again:  apt-get install {venv_package}"
        )
    run([sys.executable, "-m", "venv", "--clear", VENV])
    run([*pip_install(), "--only-binary", ":all:", "--requirement", LOCK])
    return True


def install_project() -> bool:
    run([*pip_install(), "--no-deps", "--no-build-isolation", "--editable", ROOT])
    return True


def install_libraries() -> bool:
    """Install what Qt needs of the system where that is allowed; elsewhere name it and go on."""
    missing = missing_libraries()
    if missing and apt_install(sorted({debian_package(library) for library in missing})):
        missing = missing_libraries()
    if missing:
        say(f"Qt will not start without these system libraries: {' '.join(missing)}")
        say(f"On Debian:  apt-get install {' '.join(sorted({debian_package(name) for name in missing}))}")
    return not missing


def missing_libraries() -> list[str]:
    """The names (sonames) that the dynamic linker does not find for Qt; empty where it cannot be asked."""
    if shutil.which("ldd") is None:
        return []
    qt = next(VENV.glob("lib/python*/site-packages/PySide6/Qt"))
    files = [qt / name for name in QT_LIBRARIES]
    answer = subprocess.run(["ldd", *files], capture_output=True, text=True, check=True).stdout
    return sorted(set(re.findall(r"(\S+) => not found", answer)))


def debian_package(soname: str) -> str:
    """The Debian package of a shared library: libX11.so.6 is in libx11-6 (Debian Policy, section 8.1)."""
    if soname in ("libglib-2.0.so.0", "libgthread-2.0.so.0"):
        return "libglib2.0-0"
    name, version = soname.lower().split(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else f"{name}{version}"


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages as root or through sudo without a password; False where neither works."""
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        prefix = ["env"]
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        prefix = ["sudo", "-n", "env"]
    else:
        return False
    apt = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    say(f"Installing system packages: {' '.join(packages)}")
    subprocess.run([*apt, "update"])  # where it fails, the lists that are there may do
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def pip_install() -> list[str | Path]:
    return [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]


def run(command: Sequence[str | Path]) -> None:
    words = [os.path.relpath(word, ROOT) if isinstance(word, Path) else word for word in command]
    say(" ".join(words))
    status = subprocess.run(command, cwd=ROOT).returncode
    if status:
        sys.exit(f"The set-up stopped here (exit status {status}); the lines above tell why.")


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
