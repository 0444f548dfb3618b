# `make run` and `make test` need Python 3.11 or newer and make, nothing else; `make help` names the rest.

.DEFAULT_GOAL := help
.PHONY: help run test bench fuzz lab check lint types format screenshots freeze clean

# Which Python makes the virtual environment.
PYTHON ?= python3
export VERBOSE

BOOTSTRAP := "$(PYTHON)" factcheck/bootstrap.py
PY := .venv/bin/python

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: ## the whole product on this machine until Ctrl-C (PORT=8001 for another port, VERBOSE=1 for every log line)
	@$(BOOTSTRAP)
	@exec $(PY) manage.py serve --seed --leashed $(if $(VERBOSE),--verbose)

test: ## all tests (ARGS="-k word" for some)
	@$(BOOTSTRAP) --dev --browser
	@$(PY) -m pytest -m "not bench" --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

bench: ## the measurements
	@$(BOOTSTRAP) --dev
	@$(PY) -m pytest -m bench -s -p no:randomly $(ARGS)

fuzz: ## damaged files for every reader, for ten minutes (SECONDS=60 for one)
	@$(BOOTSTRAP) --dev
	@end=$$(( $$(date +%s) + $(or $(SECONDS),600) )); while [ $$(date +%s) -lt $$end ]; do \
		FUZZ_EXAMPLES=300 $(PY) -m pytest -q -x sources/tests/readers/test_fuzz.py || exit 1; done

lab: ## score the reader on development data, compared with the last recorded run (ARGS="--record", "--ablation")
	@$(BOOTSTRAP) --dev
	@$(PY) -m claims.extraction.lab $(ARGS)

check: lint types test ## everything that a change must pass

lint: ## format, lint, import rules, missing migrations
	@$(BOOTSTRAP) --dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports
	@DJANGO_SETTINGS_MODULE=factcheck.tests.settings $(PY) manage.py makemigrations --check --dry-run

types: ## mypy
	@$(BOOTSTRAP) --dev
	@$(PY) -m mypy

format: ## put the code into shape
	@$(BOOTSTRAP) --dev
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

screenshots: ## pictures of the running product, for the README (needs `make run` in another terminal)
	@$(BOOTSTRAP) --dev --browser
	@$(PY) manage.py screenshots

freeze: ## write constraints.txt anew after requirements*.txt changed
	@$(BOOTSTRAP) --freeze

clean: ## remove what tools left; var/, with the database, stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage var/test
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
