# The commands a developer or CI needs; each builds the environment it runs in.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint bench docs clean

run: $(READY)
	mkdir -p out
	$(BIN)/gaitui export samples/luohu-2024.json out/luohu-2024.xlsx
	$(BIN)/gaitui export out/luohu-2024.xlsx out/luohu-2024.txt
	$(BIN)/gaitui check out/luohu-2024.xlsx > out/check.txt; cat out/check.txt

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/python -m docs.generate

clean:
	rm -rf $(VENV) out

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(READY)
