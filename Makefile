# make demo    build, run the sweep on the demonstration pair and show its truth
# make test    everything the continuous integration checks
# make docs    the documentation site, in target/site
# make bench   micro-benchmarks, and oncosweep against other callers on a small case (bench-out/)
# make wheel   the Python wheel for this machine, in dist/
# make wheel-portable   the wheel for any Linux with glibc 2.17 or newer, without Docker, and the source distribution, in dist/
# make clean   remove what these made

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What bootstrap finds (PATH, LIBCLANG_PATH) is written here, so that each recipe line can source it.
ENV := .venv/build-env.sh
IN_ENV := source $(ENV) &&
DEMO := testdata/demo

.PHONY: help bootstrap demo test docs lint rust-test wheel wheel-portable python-test compare-test bench bench-micro bench-compare clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

bootstrap:
	@scripts/bootstrap.sh

demo: bootstrap
	$(IN_ENV) cargo build --locked --release --package oncosweep-cli
	rm -rf demo-out
	$(IN_ENV) "$${CARGO_TARGET_DIR:-target}/release/oncosweep" sweep $(DEMO)/tumor.bam --normal $(DEMO)/normal.bam \
		--reference $(DEMO)/genome.fa --genes $(DEMO)/genes.gtf --threads 2 --output demo-out
	@echo
	@$(IN_ENV) python scripts/demo_truth.py $(DEMO) demo-out

test: bootstrap lint rust-test python-test compare-test docs

lint:
	$(IN_ENV) cargo fmt-check
	$(IN_ENV) cargo --locked lint
	$(IN_ENV) RUSTDOCFLAGS="-D warnings" cargo --locked docs

rust-test:
	$(IN_ENV) cargo --locked test-all

# The wheel that users get, optimised.
wheel: bootstrap
	$(IN_ENV) cd python && maturin build --locked --profile wheel --out ../dist

# Zig links against an old glibc and brings its own C compiler, which htslib and the compression libraries are built with.
wheel-portable: bootstrap
	$(IN_ENV) python -m pip install --quiet --disable-pip-version-check 'ziglang>=0.13'
	$(IN_ENV) cd python && maturin build --locked --profile wheel --zig --compatibility manylinux_2_17 --out ../dist
	$(IN_ENV) cd python && maturin sdist --out ../dist

# The tests' wheel shares the dev profile with the Rust tests: htslib, the dear part, is not compiled a second time.
python-test:
	rm -rf .venv/wheels
	$(IN_ENV) cd python && maturin build --locked --profile dev --out ../.venv/wheels
	$(IN_ENV) python -m pip install --quiet --force-reinstall --no-deps .venv/wheels/oncosweep-*.whl
	$(IN_ENV) python -m pytest python/tests

# The harness's own tests: parsers, scorer, accounting, reports; no caller is needed.
compare-test: bootstrap
	$(IN_ENV) python -m pytest benches/compare

bench: bench-micro bench-compare

# Every link is checked, and every field, setting and figure the pages take from the code and from benches/results must be there.
docs: bootstrap
	$(IN_ENV) python -m pip install --quiet --requirement docs/requirements.txt
	$(IN_ENV) NO_MKDOCS_2_WARNING=1 python -m mkdocs build --quiet --strict

# Criterion benchmarks: every [[bench]] target of the workspace.
bench-micro: bootstrap
	$(IN_ENV) cargo bench --locked --package oncosweep-benches

# Head to head with other callers on a small simulated case, or on `make bench-compare BENCH_CASE=my/case.toml`.
bench-compare: bootstrap
	scripts/bench_tools.sh
	$(IN_ENV) cargo build --locked --release --package oncosweep-cli --package oncosweep-sim
	$(if $(BENCH_CASE),,scripts/bench_case.sh "$${CARGO_TARGET_DIR:-target}/release/oncosweep-sim" bench-out/case)
	$(IN_ENV) python benches/compare $(or $(BENCH_CASE),bench-out/case/case.toml) --output bench-out --threads 2 --repeats 3

clean:
	rm -rf target dist demo-out bench-out .venv
