# Every command a person needs; `make help` lists them. What they do stands in scripts/, in Python and shell one can read.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo fresh test check browser bench install format messages lock vendor

python := .venv/bin/python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: ## Start the platform with invented people on http://127.0.0.1:8000 (another port: make demo PORT=8001)
	@scripts/python -m scripts.demo

fresh: ## Throw away the demo's data; the next `make demo` begins anew
	@cd "$${VAR_DIR:-var}" 2>/dev/null && rm -rf db.sqlite3 db.sqlite3-shm db.sqlite3-wal demo.json media mail || true

test: ## Install what is lacking and run every check and test, on SQLite and PostgreSQL and in a browser
	@scripts/python -m scripts.bootstrap dev
	@$(python) -m scripts.machine install
	@$(python) -m scripts.check --browser

check: install ## Run every check and test except the browser's
	@$(python) -m scripts.check

browser: install ## Run the tests that drive a browser
	@$(python) -m scripts.check --only browser

bench: install ## Measure the budgets: speed as ratios to a control, queries, bytes
	@$(python) -m scripts.bench

install: ## Put the packages for development into .venv
	@scripts/python -m scripts.bootstrap dev

format: install ## Write all Python in the one style
	@$(python) -m ruff check --fix --quiet . || true
	@$(python) -m ruff format --quiet .

messages: install ## Gather the sentences to translate into locale/
	@$(python) -m scripts.catalogues gather

lock: install ## Remake the pinned requirement lists from pyproject.toml
	@scripts/lock

vendor: install ## Fetch the front end's third-party files anew, as the manifest names them
	@$(python) scripts/vendor
