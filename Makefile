# Each target is one command; `make` alone lists them. PYTHON=python3.12 picks another interpreter.

PYTHON ?= python3
SCENARIO ?= scenarios/site-31-outage.yaml

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --custom-compile-command "make lock" $(LOCK_FLAGS)

.DELETE_ON_ERROR:
.PHONY: help run test slow bench cover lint format lock golden record schema model validation wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## install what is missing, then compare the repair estimates of SCENARIO
	$(BIN)/crewsim compare $(SCENARIO)

test: $(VENV)/dev.stamp ## the default tests
	$(BIN)/pytest -n auto

slow: $(VENV)/dev.stamp ## the verification tests, minutes long
	$(BIN)/pytest -n auto -m slow

bench: $(VENV)/dev.stamp ## the measurements of speed
	$(BIN)/pytest -m bench

cover: $(VENV)/dev.stamp ## the share of the rooms and the rules that their tests run
	$(BIN)/coverage run -m pytest --interpreted tests/engine tests/rules
	$(BIN)/coverage report
	$(BIN)/python -m tests.covered

lint: $(VENV)/dev.stamp ## style, format, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/dev.stamp ## put the code into the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: | $(BIN)/python ## pin the dependencies anew; LOCK_FLAGS=--upgrade takes the newest
	$(PIP) install --quiet uv
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/run.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra dev \
		--constraint requirements/run.txt -o requirements/dev.txt

golden: $(VENV)/dev.stamp ## rewrite the golden figures; read the diff, say why in the changelog
	$(BIN)/python -m tests.golden.refresh

record: $(VENV)/dev.stamp ## record the golden logs anew; prints what moved
	$(BIN)/python -m tests.golden.record

schema: $(VENV)/dev.stamp ## rewrite the JSON Schema and the expected texts of the scenario corpus
	$(BIN)/python tests/scenario/refresh.py

model: $(VENV)/dev.stamp ## rewrite what docs/model takes from the schema and the tests
	$(BIN)/python -m tests.docs.refresh

validation: $(VENV)/dev.stamp ## rewrite the figures of docs/validation.md, a minute or two
	$(BIN)/python -m tests.docs.validation

wheel: $(VENV)/dev.stamp ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove the environment, the caches and the builds
	rm -rf $(VENV) build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The package itself is installed with --no-index: an error there means that the lock files lack
# something that pyproject.toml asks for (make lock).

$(VENV)/run.stamp: pyproject.toml requirements/run.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-index --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml requirements/dev.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	$(PIP) install --quiet --no-index --no-build-isolation -e '.[dev]'
	@touch $(VENV)/run.stamp $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 15) else \
		"Python 3.11 to 3.14 is needed, this is " + sys.version.split()[0] + \
		"; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
