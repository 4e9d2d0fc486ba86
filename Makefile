# Two commands: `make run` serves the site, `make test` proves it. The others are for developers.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: run test requirements requirements-upgrade format clean
.DEFAULT_GOAL := run

run: $(VENV)/installed
	@FORA_ENV=$${FORA_ENV:-local} exec $(BIN)/python -m config.serve

test: $(VENV)/installed-dev
	@FORA_ENV=local exec $(BIN)/python -m tests.everything

# A stamp newer than the requirements means that they are installed.
$(VENV)/installed: requirements.txt
	@PYTHON="$(PYTHON)" sh .ci/install $(VENV) requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@PYTHON="$(PYTHON)" sh .ci/install $(VENV) requirements-dev.txt
	@touch $@

# After an edit of requirements.in or requirements-dev.in; keeps the versions it can.
requirements: $(VENV)/installed-dev
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --only-binary :all: --no-emit-index-url --no-emit-find-links --no-emit-build-options \
	    --custom-compile-command "make requirements" $(UPGRADE) $$name.in -o $$name.txt || exit 1; \
	done

requirements-upgrade:
	@$(MAKE) requirements UPGRADE=--upgrade

format: $(VENV)/installed-dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
