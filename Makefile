# Python 3.11 or later and make are all that this needs; everything else comes from requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
UV = $(shell sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)
STUDIES := studies/rossi.yaml studies/cmrrp-demo.yaml studies/cmrrp-as-observed.yaml
ROSSI := data/raw/rossi/rossi.csv
DEMO := data/raw/cmrrp-demo/truth.json
OBSERVED := data/raw/cmrrp-as-observed/truth.json
GENERATOR := $(wildcard src/impact/data/synthetic/*.py)
# The other programmes; a folder is called as its study is, and the programme as the command has it.
PROGRAMMES := cam family-reunification mexico-accompaniment mexico-trainings legal-representation gender-initiative
OTHERS := $(PROGRAMMES:%=data/raw/%-demo/truth.json)
# Every study there is, and the portfolio that puts the programmes side by side.
PORTFOLIO := studies/portfolio.yaml
EVERY := $(filter-out $(PORTFOLIO),$(wildcard studies/*.yaml))
# `make report OUT=folder` writes the runs elsewhere than into data/processed.
OUT ?=
# Processes of `make coverage`; its answer does not depend on them.
WORKERS ?= 2
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help env report report-all test coverage coverage-designs kill-runs mutants audit-dependencies bench pictures lint format lab data data-all lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/\1\t/' | expand -t 20

env: $(READY) ## Create .venv from the lock

$(READY): requirements.lock pyproject.toml package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Arraigo needs Python 3.11 or later; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(UV)'
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@if command -v npm >/dev/null && npm ci --silent; then :; else \
		echo "npm did not bring the smaller plotly.js: pages will hold the larger one, 2 MB each"; fi
	@touch $@

data: $(ROSSI) $(DEMO) $(OBSERVED) ## Write the demonstration data

$(ROSSI): | $(READY)
	$(BIN)/impact example rossi

$(DEMO): $(GENERATOR) | $(READY)
	$(BIN)/impact synthesise --out $(@D)
	@touch $@

$(OBSERVED): $(GENERATOR) | $(READY)
	$(BIN)/impact synthesise --scenario observed --out $(@D)
	@touch $@

data-all: data $(OTHERS) ## Write the demonstration data of every programme

$(OTHERS): $(wildcard src/impact/data/synthetic/programmes/*.py) | $(READY)
	$(BIN)/impact synthesise --programme $(subst -,_,$(patsubst data/raw/%-demo/truth.json,%,$@)) --out $(@D)
	@touch $@

report: $(READY) data ## Run the demonstration studies and say where the reports are
	@runs="$$($(BIN)/impact run $(STUDIES) $(if $(OUT),--out $(OUT)))" && echo "Where to begin, and the reports:" && \
		printf '%s\n' "$$runs" | while read -r run; do ls "$$run"/index.html "$$run"/report.*.html; done

report-all: $(READY) data data-all ## Run every study, then put the programmes on a page each
	@$(BIN)/impact run $(EVERY) $(if $(OUT),--out $(OUT)) && \
		pages="$$($(BIN)/impact portfolio $(PORTFOLIO) $(if $(OUT),--out $(OUT)))" && \
		echo "The portfolio:" && ls "$$pages"/portfolio.*.html

test: $(READY) lint ## Run every test
	$(BIN)/python -m pytest -n 3 --dist worksteal

coverage: $(READY) ## Repeat 4,000 studies of known truth and write docs/operating-characteristics.md
	$(BIN)/python tests/recovery/table.py --workers $(WORKERS)

coverage-designs: $(READY) ## Hold naive and chosen designs against known truths and write docs/designs.md
	$(BIN)/python tests/recovery/designs_table.py --workers $(WORKERS)

kill-runs: $(READY) ## Kill a run at 20 random moments and look at what it leaves
	$(BIN)/python tests/notebooks/killing.py --kills 20

mutants: $(READY) ## Change valid inputs in 2,000 ways and see that none ends in a traceback or in nonsense
	@seed=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' '); echo "seed $$seed"; \
		MUTANTS=2000 $(BIN)/python -m pytest tests/mutation -n 2 --dist worksteal -rP --hypothesis-seed=$$seed

audit-dependencies: $(READY) ## Ask for known vulnerabilities of requirements.lock
	$(BIN)/python tests/dependencies/dependency_audit.py

bench: $(READY) ## Measure against R and other libraries and write benchmarks/README.md
	sh benchmarks/setup.sh
	$(BIN)/python benchmarks/run.py

pictures: $(READY) ## Draw the README's pictures from the newest run of the demonstration study
	$(BIN)/python docs/pictures/draw.py

lint: $(READY) ## Check style, types and the floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY) ## Put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lab: $(READY) data ## Open JupyterLab on the notebooks
	$(BIN)/impact lab

lock: ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

clean: ## Remove the environment and what runs wrote; data/raw stays
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find data/processed -mindepth 1 ! -name README.md -delete
