# kgtag: the verbs. `make` lists them.
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
WORKSPACE ?= kgtag-workspace
BUILD_FLAGS ?=

# Threads that wait without spinning: on a busy machine spinning ones starve each other.
export OMP_WAIT_POLICY := PASSIVE

.DEFAULT_GOAL := help
BENCHES := $(shell grep -oE '^bench-[a-z0-9-]+' $(firstword $(MAKEFILE_LIST)))
.PHONY: help demo test test-servers neo4j lint docs bench $(BENCHES) clean

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 32

$(BIN)/.installed: pyproject.toml uv.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	UV_PROJECT_ENVIRONMENT=.venv $(BIN)/python -m uv sync --quiet --frozen --inexact
	touch $@

demo: $(BIN)/.installed ## build the example catalog's graph and look at it (BUILD_FLAGS=--no-train: in a minute)
	$(BIN)/kgtag build examples/catalog.jsonl -w $(WORKSPACE) $(BUILD_FLAGS)
	@echo
	$(BIN)/kgtag show P0301 -w $(WORKSPACE)
	@echo
	@if [ -d $(WORKSPACE)/models/completion ]; then set -x; $(BIN)/kgtag complete --product P0301 --top 1 -w $(WORKSPACE); fi
	@echo
	$(BIN)/kgtag query "MATCH (p:Product)-[:HAS_TAG]->(t:Tag {name: 'waterproof'}) RETURN p.id, p.name LIMIT 5" -w $(WORKSPACE)

test: $(BIN)/.installed ## lint, types and the whole suite
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -q -m "not servers"

test-servers: $(BIN)/.installed ## the tests on real Neo4j servers and in a browser; without Java they are skipped
	@$(MAKE) --no-print-directory neo4j || [ "$${CI:-}" != true ]
	$(BIN)/pytest -q -rs tests/servers

neo4j: ## fetch the Neo4j servers that the tests start, once (needs Java and Maven)
	@$(PYTHON) tests/servers/neo4j_jars.py

lint: $(BIN)/.installed ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@mkdir -p .typing && ln -sfn .. .typing/kgtag
	MYPYPATH=.typing $(BIN)/mypy -p kgtag.kg -p kgtag.extract -p kgtag.embed -p kgtag.cypher \
	    -m kgtag -m kgtag.__main__ -m kgtag.cli -m kgtag.pipeline -m kgtag.doctor

docs: $(BIN)/.installed ## write the generated pages of docs/reference
	$(BIN)/python docs/generate_reference.py

bench: $(BENCHES) ## all measurements; the data lie in $$KGTAG_BENCH_DATA

bench-reading: $(BIN)/.installed ## a generated catalog of 300,000 products: speed and memory of reading
	$(BIN)/python benchmarks/reading.py

bench-extraction: $(BIN)/.installed ## OA-Mine: taggers of three seeds, and all of them, beside the gazetteer
	$(BIN)/python benchmarks/extraction.py --all --seeds 13 14 15

bench-dsner: $(BIN)/.installed ## DSNER: Chinese shop text without an encoder
	$(BIN)/python benchmarks/dsner.py

bench-completion: $(BIN)/.installed ## Beauty: hidden brands and tags, every simple method beside
	$(BIN)/python benchmarks/completion.py

bench-link-prediction: $(BIN)/.installed ## CoDEx-S, UMLS: filtered MRR; speed of training and of ranking beside PyKEEN
	$(BIN)/python benchmarks/link_prediction.py codex-s umls --speed --evaluation-speed

bench-search: $(BIN)/.installed ## Beauty, OA-Mine: queries for products with hidden cells, beside BM25 and text vectors
	$(BIN)/python benchmarks/search.py

bench-recommendation: $(BIN)/.installed ## Beauty and Online Retail: personal, cold and bought-together, every simple method beside
	$(BIN)/python benchmarks/recommendation.py

bench-build: $(BIN)/.installed ## Beauty whole: seconds and memory of every step, again, and after one change
	$(BIN)/python benchmarks/build.py

bench-small-shops: $(BIN)/.installed ## made-up shops of 200 and 500 products: whether probabilities are met
	$(BIN)/python benchmarks/small_shops.py

bench-known-shops: $(BIN)/.installed ## seventeen half-filled shops in six languages: what is right of what is read and filled in
	$(BIN)/python benchmarks/known_shops.py

bench-scale: $(BIN)/.installed ## a made-up shop of 50,000 and 200,000 products: what a product costs at each stage
	$(BIN)/python benchmarks/scale.py

bench-tagger-speed: $(BIN)/.installed ## titles a second on one core and two: PyTorch beside int8
	$(BIN)/python benchmarks/tagger_speed.py --cores 1 2

bench-values: $(BIN)/.installed ## WDC-PAVE: values as the columns write them
	$(BIN)/python benchmarks/wdc_pave.py --kind normalized

bench-exports: $(BIN)/.installed ## a million vectors to npy and Parquet: seconds and memory
	$(BIN)/python benchmarks/exports.py

bench-implicit-values: $(BIN)/.installed ## ImplicitAVE: values that stand in no text
	$(BIN)/python benchmarks/implicit_values.py

bench-rgcn: $(BIN)/.installed ## Beauty: the R-GCN alone, the simple methods beside
	$(BIN)/python benchmarks/rgcn.py

bench-neo4j: $(BIN)/.installed neo4j ## real servers: first load, again, one product changed, beside UNWIND + MERGE
	$(BIN)/python benchmarks/neo4j_store.py

clean: ## remove the demo's workspace and all caches
	rm -rf $(WORKSPACE) .mypy_cache .ruff_cache .pytest_cache .typing build *.egg-info
