# Everything one does here, by name. `make run` and `make test` do their own set-up.

BINARY := $(or $(CARGO_TARGET_DIR),target)/debug/yuban

# Where the gate runs everything is built once and thrown away: what helps the next build, or a debugger, is left out.
ifdef CI
export CARGO_INCREMENTAL := 0
export CARGO_PROFILE_DEV_DEBUG := none
endif

.PHONY: run test check proof bench pictures release

# The portal with the demo city and four weeks of its applications, at http://127.0.0.1:3000.
run:
	bin/setup run
	cargo build --workspace --bin yuban
	$(BINARY) seed --demo
	exec $(BINARY) serve --demo

# Every check; what the gate runs.
test:
	bin/setup test
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	bin/with-postgres cargo test --workspace
	cd end2end && YUBAN_BINARY=$(abspath $(BINARY)) npx playwright test

# The quick part of it, while working.
check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

# Proofs and benches run optimised, so that thousands of tries take minutes.
PROFILE ?= measured

# What must hold under load and under the axe, tried thousands of times; one line each.
# One of them, fewer tries, an earlier seed, one database: make proof WHAT="kill9 --tries 10 --seed 7 --on sqlite"
proof:
	bin/setup proof
	bin/with-postgres cargo test --workspace --profile $(PROFILE) --bench proofs -- proof $(WHAT)

# How long pages and clocks take, and how much longer with a hundred times as many cases.
bench:
	bin/setup proof
	bin/with-postgres cargo test --workspace --profile $(PROFILE) --bench proofs -- bench $(WHAT)

# The screenshots of docs/pictures, made anew by the browser tests.
pictures:
	bin/setup test
	cargo build --workspace --bin yuban
	cd end2end && SCREENSHOTS=1 YUBAN_BINARY=$(abspath $(BINARY)) npx playwright test

# What one would put on a server: one file, target/release/yuban.
release:
	cargo build --workspace --bin yuban --release
