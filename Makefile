# Two commands for a fresh machine with git, make and Python 3.11 or newer: make demo, make test.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python

.PHONY: demo test lint format types contracts pytest property examples docs clean
.DEFAULT_GOAL := test

# The demo needs the package with its extras, the tests its development tools too; each environment is made once.
$(VENV)/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dpspec needs Python 3.11 or newer; name one with PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	touch $@

# The Oracle Net face of the sandbox is seerdb's; with its own dependencies it would bring 170 MB that it does not use.
$(VENV)/core: $(VENV)/made pyproject.toml
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[ords,oracle,sandbox]'
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps seerdb==3.3.0
	touch $@

$(VENV)/dev: $(VENV)/core requirements-dev.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

demo: $(VENV)/core
	@for target in ords plsql parfile; do \
	  echo; echo "=== dpspec compile examples/emp_tables.dp.json --to $$target"; echo; \
	  $(BIN)/dpspec compile examples/emp_tables.dp.json --to $$target || exit; \
	done
	@$(RUN) -m examples.demo

test: lint types contracts pytest

lint: $(VENV)/dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

format: $(VENV)/dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

types: $(VENV)/dev
	$(RUN) -m mypy

contracts: $(VENV)/dev
	$(BIN)/lint-imports

pytest: $(VENV)/dev
	$(RUN) -m pytest --numprocesses auto --dist worksteal --cov --cov-report=term

# The proof at full length: 20,000 generated specs.
property: $(VENV)/dev
	DPSPEC_EXAMPLES=20000 $(RUN) -m pytest tests/test_equal.py --hypothesis-show-statistics

examples: $(VENV)/core
	$(RUN) -m examples.regenerate

# The pages and their real output: read the difference before you commit it.
docs: $(VENV)/dev examples
	$(RUN) -m docs.generate
	$(RUN) -m tests.test_docs --update

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
