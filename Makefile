# Two commands: `make run` serves the site, `make test` proves it. The others are for developers.

PYTHON ?= python3
VENV := .venv
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Without its bytecode beside it, each program would compile the project anew: seconds, each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := run
.PHONY: run test quick test-exhaustive bench bench-extraction requirements requirements-upgrade format messages

run: $(VENV)/installed
	@exec $(VENV)/bin/python -m config.serve

test: $(VENV)/installed-dev
	@exec tools/check $(VENV)

# For the hour's work; and what `make test` asks a sample of, asked in full.
quick: $(VENV)/installed-dev
	@exec tools/check $(VENV) quick

test-exhaustive: $(VENV)/installed-dev
	@exec tools/check $(VENV) exhaustive

# How fast the site is, of what the database can do: docs/performance.md; ARGS="--rounds 3". With
# PEER=1 it is compared with Datasette too, which is installed by itself.
bench: $(VENV)/installed $(if $(PEER),$(VENV)-peer/installed)
	@FORA_ENV=local $(VENV)/bin/python -m bench.speed $(if $(PEER),--peer $(VENV)-peer/bin/datasette) $(ARGS)

# What the reader of candidates finds, misses and makes up; ARGS="--goals --json FILE".
bench-extraction: $(VENV)/installed
	@FORA_ENV=local $(VENV)/bin/python -m bench.extraction $(ARGS)

# A stamp newer than the requirements means that they are installed.
$(VENV)/installed: requirements.txt
	@tools/install $(VENV) $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@tools/install $(VENV) $<
	@touch $@

$(VENV)-peer/installed: requirements-peer.txt
	@tools/install $(VENV)-peer $<
	@touch $@

# After an edit of requirements.in or requirements-dev.in: compile all; versions stay where they can.
requirements: $(VENV)/installed-dev
	@for name in requirements requirements-dev requirements-peer; do \
	  $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --only-binary :all: --no-emit-index-url --no-emit-find-links --no-emit-build-options \
	    --custom-compile-command "make requirements" $(UPGRADE) $$name.in -o $$name.txt || exit 1; \
	done

requirements-upgrade:
	@$(MAKE) requirements UPGRADE=--upgrade

format: $(VENV)/installed-dev
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet . ; $(VENV)/bin/djangofmt --quiet templates

# The interface texts of the sources into locale/, and locale/ compiled: docs/translating.md.
messages: $(VENV)/installed
	@$(VENV)/bin/python -m tools.messages
