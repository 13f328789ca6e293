# Two commands set everything up: `make book` and `make test`. Each makes .venv from
# requirements.lock when it is missing or out of date.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STUDENT := _build/student
# JupyterLab refuses to run as root unless it is told to; in a container one often is.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: help book pdf test test-long lab bench lock clean

help:
	@echo "make book       build the book and say where to open it"
	@echo "make pdf        print the book as _build/cnnlab.pdf (needs chromium)"
	@echo "make test       run every test"
	@echo "make lab        open JupyterLab on the student notebooks"
	@echo "make bench      measure cnnlab beside torch and the definitions"
	@echo "make lock       resolve the newest set that pyproject.toml allows into requirements.lock"
	@echo "make clean      remove what was built, and .venv"

book: $(READY)
	@$(BIN)/python book/build.py

pdf: $(READY)
	@$(BIN)/python book/pdf.py

test: $(READY)
	@$(BIN)/python -m pytest

test-long: $(READY)
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -m ""

lab: $(READY)
	@for lab in labs/*/lab.md; do \
	    name=$$(basename $$(dirname $$lab)); \
	    test -d $(STUDENT)/$$name || $(BIN)/cnnlab release $$name --to $(STUDENT)/$$name || exit; \
	done
	@$(BIN)/jupyter lab --notebook-dir=$(STUDENT) $(AS_ROOT)

bench: $(READY)
	@$(BIN)/python -m bench

# The stamp is written last: an installation that was interrupted is begun again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "cnnlab needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
	           "Try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@echo "Making $(VENV) from requirements.lock (about two minutes, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation --editable .
	@touch $(READY)

lock:
	@rm -rf _build/lock && $(PYTHON) -m venv _build/lock
	@_build/lock/bin/python -m pip install --quiet --upgrade pip setuptools
	@_build/lock/bin/python -m pip install --quiet "torch==2.13.0" ".[torch,lab,book,test,dask]"
	@{ echo "# The tested set, fully pinned. Made by 'make lock'; pyproject.toml holds the lower bounds."; \
	   _build/lock/bin/python -m pip freeze --all --exclude cnnlab --exclude pip \
	   | sed -E 's/^torch( @|==).*/torch==2.13.0/'; } > requirements.lock
	@rm -rf _build/lock

clean:
	@rm -rf _build $(VENV) .*_cache .hypothesis *.egg-info
