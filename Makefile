# survivorgraph: `make graph` builds everything; `make help` lists the rest.
# Needs GNU make 3.81 or newer and Python 3.11 or newer, nothing else.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help graph extras test test-quick test-coverage fuzz docs check check-scripts format coverage terms notebooks bench lock dist clean
.PHONY: check-format check-lint check-types check-layers check-graph

PYTHONS := python3 python python3.14 python3.13 python3.12 python3.11
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
EXE := .exe
else
BIN := $(VENV)/bin
EXE :=
endif
PY := $(BIN)/python$(EXE)
# Twice quiet: pip's warnings are about the machine's settings; its errors still show.
PIP := $(PY) -m pip --disable-pip-version-check -qq
# Builds are shared; each process imports the package and starts a browser for itself, so that more than four gain nothing.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
# Every room, one build, its questions and its page: what finds most faults soonest.
QUICK := tests/schema tests/ontology tests/network tests/explorer tests/reference tests/sources/test_evidence.py \
	tests/store/test_answers.py tests/store/test_dataset.py tests/store/test_query_text.py tests/store/test_questions.py \
	tests/tables/test_tables.py tests/tables/test_citizenships.py tests/builds/test_exports.py \
	tests/service/test_service.py tests/test_dataset.py tests/test_table.py tests/test_cli_options.py
COMPILE := $(PY) -m uv pip compile -q --upgrade --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command 'make lock'

help: ## list what can be made
	@echo 'make TARGET, where TARGET is one of:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1 - \2/p' Makefile

graph: $(VENV)/run.stamp ## build the knowledge graph into build/, installing what that needs into .venv/
	@$(BIN)/survivorgraph build

extras: $(VENV)/extras.stamp ## install what import, serve and the notebooks need beside, pinned and with hashes

test: $(VENV)/dev.stamp ## run all tests, a file a processor; ARGS="tests/schema -k name" picks some, ARGS=-n0 runs one at a time
	@$(PY) -m pytest $(PARALLEL) $(ARGS)

test-quick: $(VENV)/dev.stamp ## run tests of every room, one build of invented data, its questions and its page; no slow, browser or generated ones
	@$(PY) -m pytest -q -n 2 --dist loadfile -m 'not slow and not fuzz and not browser and not shipped' $(QUICK) $(ARGS)

test-coverage: $(VENV)/dev.stamp ## run the quick tests and fail where they run less than 72 % of the branches, subprocesses included
	@rm -f .coverage .coverage.*
	@$(PY) -m coverage run -m pytest -q -n 2 --dist loadfile -m 'not slow and not fuzz and not browser and not shipped' $(QUICK) $(ARGS)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report --fail-under=72

fuzz: $(VENV)/dev.stamp ## run the tests with generated inputs, 10,000 of them a test, the same in each run
	@$(PY) -m pytest $(PARALLEL) -m fuzz --hypothesis-profile=fuzz $(ARGS)

check: check-format check-lint check-types check-layers check-graph ## check format, lint, types, layers, ontology and data

check-format: $(VENV)/dev.stamp
	@$(PY) -m ruff format --check .

check-lint: $(VENV)/dev.stamp
	@$(PY) -m ruff check .

check-types: $(VENV)/dev.stamp
	@$(PY) -m mypy

check-layers: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo

check-scripts: tests/scripts/node_modules/stamp ## check the scripts of the pages: lint, types, unit tests; needs Node.js and npm
	@cd tests/scripts && node_modules/.bin/tsc --project tsconfig.json
	@tests/scripts/node_modules/.bin/eslint --config tests/scripts/eslint.config.js graph/survivorgraph/explorer/scripts graph/survivorgraph/service/templates tests/scripts
	@node --test tests/scripts >/dev/null

tests/scripts/node_modules/stamp: tests/scripts/package-lock.json
	@npm ci --prefix tests/scripts --silent --no-audit --no-fund --ignore-scripts
	@touch $@

check-graph: $(VENV)/dev.stamp
	@$(BIN)/survivorgraph check

format: $(VENV)/dev.stamp ## format code and ontology, sort the imports
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@$(PY) -m survivorgraph.ontology.turtle

coverage: $(VENV)/run.stamp ## write data/COVERAGE.md: the facts of each section, and what was left out
	@$(PY) -c 'from survivorgraph.builds.inputs import read_input; from survivorgraph.reference.section_coverage import write_coverage; given = read_input(); write_coverage(given.bundles, given.gazetteer, given.folder)'

terms: $(VENV)/run.stamp ## write ontology/TERMS.md and docs/reference/questions.md: the terms and the questions to ask with
	@$(PY) -c 'from survivorgraph.reference.term_list import write_terms; from survivorgraph.reference.question_list import write_question_page; from pathlib import Path; write_terms(); write_question_page(Path("docs/reference/questions.md"))'

notebooks: $(VENV)/dev.stamp ## run every notebook from a clean kernel; they stay without output
	@$(PY) -m pytest -q tests/notebooks

docs: $(VENV)/docs.stamp ## write the documentation as pages into docs/_build/html
	@$(PY) -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo 'Open  docs/_build/html/index.html'

bench: $(VENV)/dev.stamp ## measure speed and memory
	@$(PY) -m benchmarks

dist: $(VENV)/dev.stamp ## make the sdist, and from it the wheel, in dist/
	@$(PY) -m build --no-isolation .

lock: $(VENV)/dev.stamp ## pin the newest and the lowest versions that are allowed again, with their hashes
	@$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	@$(COMPILE) pyproject.toml --all-extras -c requirements/run.txt -o requirements/extras.txt
	@$(COMPILE) pyproject.toml --group dev --all-extras -c requirements/run.txt -c requirements/extras.txt -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --group docs -c requirements/dev.txt -o requirements/docs.txt
	@$(COMPILE) --group spark -o requirements/spark.txt
	@$(COMPILE) pyproject.toml --all-extras --resolution lowest-direct -o requirements/lowest.txt

clean: ## remove .venv/ and everything that was built
	rm -rf $(VENV) tests/scripts/node_modules build dist reference docs/_build docs/notebooks .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage .coverage.*
	find graph tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# An environment that is missing, or that lost its Python, is made anew with all that is in it.
ifneq ($(shell test -x $(PY) && echo there),there)
.PHONY: $(PY)
$(VENV)/run.stamp: $(PY)
endif

# The environment is made by the standard library alone, with the first Python that is new enough.
$(PY):
	@new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for python in $(or $(PYTHON),$(PYTHONS)); do \
	  "$$python" -c "$$new" >/dev/null 2>&1 && break; \
	  seen="$$seen$$("$$python" --version 2>/dev/null | sed "s|^|; $$python is |")"; python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "survivorgraph needs Python 3.11 or newer, and found none$$seen." >&2; \
	  echo "Install one, or say where it is: make $(or $(MAKECMDGOALS),graph) PYTHON=python3.12" >&2; exit 2; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python has no venv or ensurepip module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; \
	fi; \
	echo "Making $(VENV)/ with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
	@echo 'Installing what requirements/run.txt pins (about a minute the first time)'
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/extras.stamp: requirements/extras.txt $(VENV)/run.stamp
	@echo 'Installing what requirements/extras.txt pins (about a minute the first time)'
	@$(PIP) install --require-hashes -r requirements/extras.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo 'Installing what requirements/dev.txt pins (about a minute the first time)'
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/docs.stamp: requirements/docs.txt $(VENV)/dev.stamp
	@echo 'Installing what requirements/docs.txt pins'
	@$(PIP) install --require-hashes -r requirements/docs.txt
	@touch $@
