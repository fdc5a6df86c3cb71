# Two commands do everything on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo dev test test-deep bench check messages screenshots chromium fix lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(STAMP)  ## Set up, run the main job on sample data, and serve (ARGS=--no-serve: end after the job)
	$(BIN)/python manage.py demo $(ARGS)

dev: $(STAMP)  ## Serve with reload: web, worker and beat
	$(BIN)/python manage.py migrate --verbosity 0
	DEBUG=true $(BIN)/python manage.py serve --reload $(ARGS)

test: $(STAMP) chromium  ## Run every test once, with fixed seeds (ARGS=... goes to pytest)
	$(BIN)/pytest -n 2 -m "not deep and not browser" $(ARGS)
	$(BIN)/pytest -n 2 -m "browser and not deep" $(ARGS)

test-deep: $(STAMP)  ## Run the full matrices, storms and seeds as well
	$(BIN)/pytest -m "deep and not browser" $(ARGS)
	$(BIN)/pytest -n 2 -m "deep and browser" $(ARGS)

bench: $(STAMP) $(VENV)/.stamp-bench  ## Measure the door, reconciliation, import and lists side by side with their floors
	$(BIN)/python -m tests.bench $(ARGS)

check: $(STAMP)  ## Lint, import contracts, types, migrations, deployment settings
	BIN=$(BIN) sh config/checks/run.sh

messages: $(STAMP)  ## Take up new texts in locale/, compile it, and say what is not translated
	$(BIN)/python -m config.checks.catalogues --update

screenshots: $(STAMP) chromium  ## Take the pictures in docs/images anew
	$(BIN)/pytest tests/browser/pictures.py

chromium:  ## Have a Chromium for the browser tests: Debian's, where there is none (CHROMIUM=... names another)
	@sh config/checks/chromium.sh

fix: $(STAMP)  ## Format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMP)  ## Compile the dependencies of pyproject.toml to requirements/*.txt again
	BIN=$(BIN) sh requirements/lock.sh

clean:  ## Stop the embedded servers and remove what was made, data included
	test ! -x $(BIN)/python || $(BIN)/python manage.py stop
	test ! -x $(BIN)/python || DATA_DIR=.data/test $(BIN)/python manage.py stop
	rm -rf $(VENV) .data build .*_cache .import_linter_cache

$(STAMP): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say which: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.stamp-bench: requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@
