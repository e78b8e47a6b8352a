# The verbs of this repository; 'make' lists them. Everything is installed into .venv from the pinned lists in requirements/.
PYTHON ?= python3
BASE_URL ?=
DRAFT_OPTIONS ?=
DUE_OPTIONS ?=
VENV := .venv
BIN := $(VENV)/bin
SITE_READY := $(VENV)/.site-ready
TEST_READY := $(VENV)/.test-ready
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate
export BASE_URL

.DEFAULT_GOAL := help
.PHONY: help site serve draft engine status due handbook check test bench lock clean

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r verb text; do printf '%-14s %s\n' "$$verb" "$$text"; done

site: $(SITE_READY) ## update the catalogs and build every language into build/site/
	$(BIN)/partnerwiki update
	$(BIN)/partnerwiki build -W $(if $(BASE_URL),--base-url "$$BASE_URL")

serve: $(SITE_READY) ## show the site in the browser; it follows every change you save
	$(BIN)/partnerwiki serve

draft: $(SITE_READY) ## draft what is missing with the local engine: make draft LANG=pt
	$(BIN)/python scripts/local_engine.py $(BIN)/partnerwiki draft $(if $(filter command line,$(origin LANG)),--to "$(LANG)") $(DRAFT_OPTIONS)

engine: $(SITE_READY) ## run a LibreTranslate server for English and Portuguese on this machine
	$(BIN)/python scripts/local_engine.py

status: $(SITE_READY) ## count translations by state
	$(BIN)/partnerwiki status

due: $(SITE_READY) ## list what is overdue or due soon among the records
	$(BIN)/partnerwiki check due $(DUE_OPTIONS)

handbook: $(SITE_READY) ## build the handbook into docs/build/site/
	$(BIN)/partnerwiki -C docs update
	$(BIN)/partnerwiki -C docs build -W

check: $(TEST_READY) ## lint and type-check the code, check pages and catalogs of wiki and handbook
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/reference.py --check
	$(BIN)/python scripts/scaffold_catalogs.py --check
	$(BIN)/partnerwiki update --check
	$(BIN)/partnerwiki check
	$(BIN)/partnerwiki status --to de,en --fail-under 100
	$(BIN)/partnerwiki -C docs update --check
	$(BIN)/partnerwiki -C docs check

test: $(TEST_READY) ## run all tests, in a real browser too
	$(BIN)/python -m pytest

bench: $(TEST_READY) ## measure builds beside Sphinx and MkDocs Material (an hour), merging of catalogs, judging of drafts, records, documents
	$(BIN)/python scripts/bench_site.py --save docs/source/benchmarks.txt
	$(BIN)/python scripts/bench_merge.py
	$(BIN)/python scripts/bench_gate.py
	$(BIN)/python scripts/bench_records.py
	$(BIN)/python scripts/bench_documents.py

lock: $(TEST_READY) ## renew the pinned lists in requirements/ within the bounds of pyproject.toml
	$(UV_COMPILE) --upgrade --extra documents pyproject.toml requirements/build.in -o requirements/site.txt
	$(UV_COMPILE) --upgrade --extra test pyproject.toml requirements/build.in -c requirements/site.txt -o requirements/test.txt
	$(UV_COMPILE) --upgrade requirements/engine.in -o requirements/engine.txt
	for name in mkdocs plot stock; do $(UV_COMPILE) --upgrade requirements/bench-$$name.in -o requirements/bench-$$name.txt; done
	cd requirements/node && npm update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## remove everything that was built (.venv stays)
	rm -rf build docs/build

$(SITE_READY): requirements/site.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(TEST_READY): $(SITE_READY) requirements/test.txt requirements/node/package-lock.json scripts/install_test_tools.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/test.txt
	$(BIN)/python scripts/install_test_tools.py
	touch $@
