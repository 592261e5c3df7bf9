# `make run` and `make test` set up what they need first; a second run with nothing changed sets nothing up.

PYTHON ?= $(shell for python in python3.11 python3.12 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
UV := uv==0.13.9

.PHONY: run test demo bench validate lock setup clean

# Without a screen on Linux there is no window to open: the demo shows what the program makes.
ifeq ($(shell uname -s)$(DISPLAY)$(WAYLAND_DISPLAY),Linux)
run: demo
else
run: setup
	$(BIN)/finsam-desktop
endif

test: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest

demo: setup
	@rm -rf build/demo
	$(BIN)/finsam-desktop demo build/demo
	@echo "The sample workspace and its files are in $(CURDIR)/build/demo:"
	@ls build/demo

# The printed forms against the rules of PDF/UA-1 and PDF/A-2a; it installs Java and veraPDF where that is allowed.
validate: setup
	$(BIN)/python scripts/validate.py

bench: setup
	$(BIN)/python -m benchmarks

# The lock for all systems and both Pythons; `make lock UPGRADE=--upgrade` takes the newest versions.
lock:
	$(or $(PYTHON),python3) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--output-file requirements.lock $(UPGRADE) pyproject.toml

setup:
	@$(or $(PYTHON),python3) scripts/setup.py

clean:
	rm -rf .venv build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find finsam_desktop tests scripts -name __pycache__ -prune -exec rm -rf {} +
