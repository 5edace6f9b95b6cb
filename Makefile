# One command serves, one tests, one checks. Needs Python 3.11 or newer, nothing else.
PYTHON ?= python3
PY := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: run test check types answers style house services faults bench lock clean
.DEFAULT_GOAL := run

run: .venv/run.stamp
	@$(PY) manage.py translations compile
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py load_knowledge
	@$(PY) manage.py load_templates
	@$(PY) manage.py demo --if-empty
	@exec $(PY) manage.py up

test: .venv/dev.stamp
	@$(PY) manage.py translations compile
	$(PY) -m tests.support.run

check: .venv/dev.stamp
	@$(PY) manage.py translations compile
	@$(MAKE) --no-print-directory -j2 types answers style house

types:
	$(PY) -m mypy

answers:
	$(PY) manage.py learn_examples --check
	$(PY) -m tests.support.evaluate

style:
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

house:
	.venv/bin/lint-imports --no-cache
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py translations check
	$(PY) manage.py check_knowledge
	$(PY) manage.py vendored

services:
	sh deploy/services.sh

faults: .venv/dev.stamp
	$(PY) -m tests.support.run --faults

bench: .venv/dev.stamp
	$(PY) -m bench

# Compile the locks from pyproject.toml: one file serves Python 3.11 to 3.13. Needs uv.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/run.txt -o requirements/dev.txt

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Shouwang needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: requirements/run.txt | .venv/made.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/made.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $@ .venv/run.stamp

clean:
	rm -rf .venv
