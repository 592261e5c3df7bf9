"""Run all benchmarks, or those named, and print one table."""

from __future__ import annotations

import os
import sys
from importlib import import_module

NAMES = ("startup", "grid", "files", "storage")


def main() -> int:
    """Returns the exit status."""
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks.measure import table

    rows = []
    for name in wanted:
        print(f"{name} ...", file=sys.stderr)
        rows += import_module(f"benchmarks.{name}").rows()
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
