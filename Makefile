# make run      sets everything up in .venv and opens the lab, at port 8501 or the next free one (PORT=9000: from there on)
# make serve    REPLICAS of the lab (as many as cores) behind nginx, at PORT
# make test     sets everything up and passes all tests
# make quick    the tests that need neither a browser nor TensorFlow
# make fuzz     INPUTS hostile inputs and STATES forged states (a million, ten thousand), then the properties with other examples: ROUNDS rounds; from SEED on
# make mutants  what the tests of MODULES notice: COUNT small mistakes each, chosen by SEED
# make check    lint, format, types, import contracts, catalogues, sizes, sentences, lock and licences, that every test can be imported; scripts too where Node is installed
# make access  every page and topic against WCAG 2.2 AA, in both languages and themes
# make lock     requirements.lock, with hashes, from requirements.txt; the licences of all of it
# make audit    known vulnerabilities of what is in the lock, where the package index can be asked
# make load     how soon 10 to 200 visitors at once are answered, beside a bare Streamlit app (REPLICAS=2, SESSIONS="50 100")
# make soak     the memory of server and worker while visitors do everything, and its chart: MINUTES=30
# make bench    the figures of the README, measured on this machine
# The first time, PYTHON=python3.12 names the Python (3.11, 3.12 or 3.13) that .venv is made with.
PYTHON ?= python3
MODULES ?= core/numbers.py
COUNT ?= 20
ROUNDS ?= 5
BIN := .venv/bin
.DELETE_ON_ERROR:
.PHONY: run serve test quick fuzz mutants check access lock audit load soak bench format words clean

run: .venv/ready
	@$(BIN)/python .ci/launch.py

serve: .venv/ready
	@exec $(BIN)/python -m serving.replicas --port $(or $(PORT),8501) $(if $(REPLICAS),--replicas $(REPLICAS))

test: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=20

quick: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not browser"

# One process a round: a seed gives the same examples again, whatever ran before.
fuzz: .venv/ready-dev
	$(BIN)/python -m tests.fuzz --inputs $(or $(INPUTS),1000000) --states $(or $(STATES),10000) $(if $(SEED),--seed $(SEED))
	@seed=$(or $(SEED),$$(date +%s)); round=0; while [ $$round -lt $(ROUNDS) ]; do \
	  echo "The same again: make fuzz ROUNDS=1 SEED=$$seed"; \
	  CONVLAB_HYPOTHESIS=fuzz $(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-seed=$$seed || exit 1; \
	  seed=$$((seed + 1)); round=$$((round + 1)); \
	done

mutants: .venv/ready-dev
	$(BIN)/python -m tests.mutants $(MODULES) --count $(COUNT) --seed $(or $(SEED),0)

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/words.py --check
	$(BIN)/python .ci/sizes.py
	$(BIN)/python .ci/sentences.py --check
	$(BIN)/python .ci/packages.py --check
	$(BIN)/python .ci/scripts.py
	@echo "every test module is imported"; said=$$($(BIN)/python -m pytest --collect-only -qq) || { echo "$$said"; exit 1; }

access: .venv/ready-dev
	@test -f tests/js/node_modules/axe-core/axe.min.js || npm ci --prefix tests/js --no-audit --no-fund --ignore-scripts --loglevel=error
	$(BIN)/python -m tests.browser.access

lock: .venv/ready-dev
	$(BIN)/python .ci/packages.py lock

audit: .venv/ready-dev
	@$(BIN)/python .ci/packages.py audit

load: .venv/ready-dev
	$(BIN)/python -m benchmarks.load --replicas $(or $(REPLICAS),1) $(if $(SESSIONS),--sessions $(SESSIONS))

soak: .venv/ready-dev
	$(BIN)/python -m benchmarks.soak --minutes $(or $(MINUTES),30) --chart docs/soak.svg

bench: .venv/ready-bench
	$(BIN)/python -m benchmarks

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: .venv/ready-dev
	$(BIN)/python .ci/words.py

clean:
	rm -rf .venv tests/js/node_modules

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
