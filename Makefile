# The two commands: `make site` builds the example site, `make test` runs everything CI runs.
# `make quick` is what to run while writing: no browser and none of the slow tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Material's banner about MkDocs 2 says nothing about this site.
export NO_MKDOCS_2_WARNING := 1

.PHONY: site pdf pictures test quick suite matrix serve reports lint browser neighbours package release fuzz fuzz-again clean

site: $(READY)
	$(BIN)/nianbao check reports --fail-on never
	$(BIN)/mkdocs build --strict

# The report pages on A4, as the print dialogue of a browser gives them: build/pdf/<agency>-<year>.pdf.
# Needs Chromium and Chinese fonts (Debian: chromium, fonts-noto-cjk). As root, Chromium runs without its sandbox only.
CHROMIUM ?= chromium
pdf: site
	@mkdir -p build/pdf
	@for page in site/reports/*/[12][0-9][0-9][0-9]/index.html; do \
	  folder=$${page%/index.html}; agency=$$(basename $$(dirname $$folder)); \
	  [ $$agency = years ] && continue; \
	  out=build/pdf/$$agency-$$(basename $$folder).pdf; \
	  $(CHROMIUM) --headless --disable-gpu $(if $(filter 0,$(shell id -u)),--no-sandbox) --no-pdf-header-footer \
	    --print-to-pdf=$$out file://$(CURDIR)/$$page 2>/dev/null && echo $$out || exit 1; \
	done

# The pictures of README and documentation, taken from the example site with the same Chromium.
pictures: $(READY)
	$(BIN)/mkdocs build --quiet
	$(BIN)/python tests/pictures.py site docs/images $(CHROMIUM)

serve: $(READY)
	$(BIN)/mkdocs serve

# Each processor core takes tests from the others when its own are done; most tests of a file stay with one, and with
# them the sites that file has built.
PYTEST := $(BIN)/pytest -n auto --dist worksteal

# Coverage is that of the processes of pytest, where nearly all commands and builds run: what parsers do in the process
# kept for them is not counted. Measuring everything would take half as long again (Python 3.11), so tests that are
# slow, or try many examples, are not measured. From Python 3.12 on the interpreter counts lines at hardly any cost.
test: export COVERAGE_CORE ?= $(shell $(PYTHON) -c 'import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")')
test: $(READY) lint browser neighbours
	$(PYTEST) --cov --cov-report term:skip-covered

quick: $(READY)
	$(PYTEST) -m "not browser and not slow"

# Every test, without lint and coverage.
suite: $(READY) browser neighbours
	$(PYTEST)

# The suite on each Python from 3.11 to 3.14 that is here, in environments of their own: make matrix WHAT=quick.
WHAT ?= suite
matrix:
	@MAKE="$(MAKE)" sh tests/matrix.sh $(WHAT)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The browser tests drive Chromium through two small npm packages; where those can't be had they are left out, and say so.
browser:
	@npm install --prefix tests/browser --no-package-lock --no-audit --no-fund --silent \
	|| echo "The packages of the browser tests could not be installed (is npm here?): these tests will be left out."

# Plugins that agencies have beside ours: those that can't be had are left out of the tests, by name.
neighbours: $(READY)
	@test -e $(VENV)/.neighbours || { $(call requirements,neighbours) && $(INSTALL) --requirement $(VENV)/neighbours.txt \
	  && touch $(VENV)/.neighbours; } \
	|| echo "The plugins beside ours could not be installed: their tests will be left out."

# The package as users get it, in fresh environments outside this repository; also with the lowest versions allowed.
package:
	sh tests/package.sh $(PYTHON)

# Before an upload: what is not ready yet is listed, then the package is built and tried. The recipe is in CONTRIBUTING.md.
release:
	$(PYTHON) tests/release.py
	$(MAKE) package

# Inputs that break a promise are looked for: make fuzz SECONDS=60 TARGET=all. What is found goes to build/fuzz, one
# folder a cause; each says how to repeat it. ENGINE=atheris (the dependency group `fuzz`) keeps what reaches new branches.
SECONDS ?= 60
TARGET ?= all
ENGINE ?= hypothesis
FILE ?=
FUZZ := PYTHONPATH=plugin:tests/support:tests/fuzz $(BIN)/python tests/fuzz/run.py --target $(TARGET) --engine $(ENGINE)
fuzz: $(READY)
	test $(ENGINE) != atheris || { $(call requirements,fuzz) && $(INSTALL) --requirement $(VENV)/fuzz.txt; }
	$(FUZZ) --seconds $(SECONDS)

fuzz-again: $(READY)
	$(FUZZ) --again $(FILE)

# The example reports are what `nianbao import` makes of the originals, unedited.
reports: $(READY)
	$(BIN)/nianbao import --force -o reports $(filter-out %/xining-etdz-2022.txt,$(wildcard examples/originals/*.txt))
	$(BIN)/nianbao import --force -o reports --agency xining-etdz examples/originals/xining-etdz-2022.txt

# A group is written out as requirements first: the pip of a fresh environment may be older than dependency groups.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
requirements = $(BIN)/python tests/dependency_group.py $(1) >$(VENV)/$(1).txt

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(call requirements,dev)
	$(INSTALL) --editable '.[all]' --requirement $(VENV)/dev.txt
	touch $@

clean:
	rm -rf $(VENV) .venv-* site build dist tests/browser/node_modules
