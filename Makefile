# make run    sets everything up in .venv and opens the lab
# make test   sets everything up and passes all tests
# make check  lint, format, types, import contracts, catalogues
# make bench  the figures of the README, measured on this machine
PYTHON ?= python3
BIN := .venv/bin
.DELETE_ON_ERROR:
.PHONY: run test check bench format words clean

run: .venv/ready
	@$(BIN)/python .ci/launch.py

test: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/words.py --check

bench: .venv/ready-bench
	$(BIN)/python -m benchmarks

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: .venv/ready-dev
	$(BIN)/python .ci/words.py

clean:
	rm -rf .venv

.venv/ready: requirements.txt
	@{ $(BIN)/python .ci/launch.py --check && $(BIN)/python -m pip --version; } >/dev/null 2>&1 \
	  || { $(PYTHON) .ci/launch.py --check && $(PYTHON) -m venv --clear .venv; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv/ready-bench: benchmarks/requirements.txt .venv/ready-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@
