# make run: try Heard · make test: everything that has to hold · make help: the rest
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# What Python compiled is kept: each test process and each command it starts begins with it
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup setup-tests test quick lint types look walks torture train help

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## / – /'

run: setup ## set everything up and start Heard with a sample firm
	@$(BIN)/heard run --sample

setup: .venv/ready ## only set up: .venv/bin/heard works afterwards

.venv/ready: requirements/run.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Heard needs Python 3.11 or newer, and none was found. Please install it and try again."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Heard needs into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/ready-tests: .venv/ready requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup-tests: .venv/ready-tests
	@bin/machine

test: setup-tests lint types ## everything that has to hold before a change lands
	@bin/tests

quick: setup-tests ## the quick half, under a minute
	@$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not slow"

lint: setup-tests
	@$(BIN)/ruff check heard tests training
	@$(BIN)/ruff format --check heard tests training
	@$(BIN)/lint-imports
	@$(BIN)/djlint heard --lint --quiet

types: setup-tests
	@$(BIN)/mypy

look: setup-tests ## all pages as pictures in out/look
	@$(BIN)/python -m tests.look

walks: setup-tests ## all browser walks in both languages; make test takes most of them in one
	@$(BIN)/pytest -n 2 --dist loadfile tests/test_browser_*.py

torture: setup-tests ## kill, cut and fill for minutes, on both databases, then count what was lost
	@$(BIN)/python -m tests.torture
	@HEARD_FUZZ_EXAMPLES=20000 $(BIN)/pytest -q tests/test_mail_fuzz.py

train: ## make the weights of the judgement again
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --require-hashes -r requirements/train.txt
	@.venv-train/bin/python -m pip install --quiet torch==2.13.0
	@.venv-train/bin/python -m training
