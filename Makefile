# make dataset   build dataset/ from seeds/ and annotations/
# make test      run the tests
# make check     lint, types, tests, and rebuild-and-compare
#
# make test-slow     the tests that take long: more cases of each rule, hostile input, killed workers, damage at random
# make test-browser  the tests of the page in Chromium; without Chromium they are skipped
# make performance   measure all that docs/performance.md tells, for two to three hours; what is made stays in DATA=folder
# make test-matrix   load the dataset with other versions of `datasets`; VERSIONS="3.6.0 5.*" names them
#
# Each sets up what it needs in .venv/ first. PYTHON=/path/to/python overrides the interpreter (3.11 to 3.14).

SHELL := /bin/sh
PYTHON ?=
RUN := .venv/bin/python
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))

# An environment that was set up elsewhere, or whose interpreter is gone, is set up again.
ifneq ($(shell cat .venv/.complete 2>/dev/null && $(RUN) -c '' 2>/dev/null && echo runs),$(CURDIR) runs)
.PHONY: .venv/.complete
endif

.PHONY: dataset test test-slow test-browser test-matrix performance check lint types rebuild clean

dataset: .venv/.complete
	@$(RUN) scripts/convert.py

test: .venv/.complete
	@$(RUN) -m pytest

test-slow: .venv/.complete
	@$(RUN) -m pytest -m slow

test-browser: .venv/.complete
	@$(RUN) -m pytest -m browser

test-matrix: .venv/.complete
	@$(RUN) scripts/matrix.py $(VERSIONS)

DATA ?= .performance

performance: .venv/.complete
	@$(RUN) scripts/bench.py --data $(DATA)
	@$(RUN) scripts/bench_scale.py --data $(DATA)
	@$(RUN) scripts/bench_compare.py --data $(DATA)
	@$(RUN) scripts/bench_annotator.py --data $(DATA)
	@$(RUN) scripts/performance.py

check: lint types test rebuild

lint: .venv/.complete
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

types: .venv/.complete
	@$(RUN) -m mypy

rebuild: .venv/.complete
	@$(RUN) scripts/check.py

clean:
	rm -rf .venv

# The stamp is written last, so that an interrupted set-up is begun again.
.venv/.complete: pyproject.toml constraints.txt
	@for python in "$(PYTHON)" python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  test -n "$$python" || continue; \
	  if "$$python" -c '$(FITS)' >/dev/null 2>&1; then found="$$python"; break; fi; \
	  if test "$$python" = "$(PYTHON)"; then echo "$(PYTHON) is no Python 3.11 to 3.14 with venv: name another, PYTHON=/path/to/python" >&2; exit 2; fi; \
	done; \
	if test -z "$$found"; then echo "no Python 3.11 to 3.14 with venv was found: install one (Debian: python3 and python3-venv), or name it, PYTHON=/path/to/python" >&2; exit 2; fi; \
	echo "setting up .venv with $$found (once, about a minute)"; \
	rm -rf .venv && "$$found" -m venv .venv && \
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt hatchling editables && \
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation --editable '.[dev]' && \
	printf '%s\n' "$(CURDIR)" > $@
