SWIFT_SOURCES = Package.swift Sources Plugins Tests examples fuzz $(wildcard benchmarks)

# Written by hand: what the compiler prints is formatted by the compiler.
C_SOURCES = $(filter-out %/functions.h %/tile.h %/optimizers.c %/optimizers.h,$(shell find Sources benchmarks/Sources benchmarks/drivers -name '*.[ch]'))

.PHONY: demo test strict-build fuzz bench bench-programs bench-peers bench-scaling format lint

# Compiles examples/Digits/digits.nn, trains it and leaves learning curves and weights in examples/results.
demo:
	@scripts/check-headers.sh zlib
	scripts/build.sh -c release --package-path examples --product Digits
	swift run --skip-build -c release --package-path examples Digits \
		--data examples/Data/digits --output examples/results/digits

# Tests run much of the compiler.
test strict-build: export GRAPHC_OPTIMIZED_COMPILER = 1

# Every test.
test:
	@scripts/check-headers.sh zlib images
	swift test

# Builds everything, tests included, with warnings as errors.
strict-build:
	@scripts/check-headers.sh zlib images
	GRAPHC_WARNINGS_AS_ERRORS=1 scripts/build.sh --build-tests

# Gives one reader of files (idx, cifar, cifar-archive, csv, safetensors, image, image-folder) what libFuzzer makes up, for
# so many seconds. What it finds is left in fuzz/findings.
TARGET = csv
SECONDS = 60
fuzz:
	@scripts/check-headers.sh zlib images
	scripts/build.sh -c release --package-path fuzz --sanitize fuzzer
	mkdir -p fuzz/findings
	GRAPHC_FUZZ_TARGET=$(TARGET) GRAPHC_FUZZ_CORPUS=fuzz/corpus/$(TARGET) fuzz/.build/release/Fuzz \
		-max_total_time=$(SECONDS) -max_len=65536 -timeout=10 -malloc_limit_mb=512 -rss_limit_mb=4096 \
		-artifact_prefix=fuzz/findings/$(TARGET)- fuzz/corpus/$(TARGET)

# Measures ours and the peers in turns: benchmarks/results/latest.md. BENCH_OPTIONS="--rounds 1 --quick" tries it out.
bench: bench-programs bench-peers
	swift build -c release --package-path examples --product FashionMNIST
	swift build -c debug --package-path benchmarks
	cd benchmarks && .build/release/Bench run $(BENCH_OPTIONS)

# Measures how cost grows with the size of a model: benchmarks/results/scaling.md.
bench-scaling: bench-programs
	cd benchmarks && .build/release/Bench scaling $(BENCH_OPTIONS)

bench-programs:
	@scripts/check-headers.sh zlib images
	swift build -c release --product graphc
	swift build -c release --product graphc-run
	swift build -c release --package-path benchmarks

bench-peers:
	benchmarks/peers/install.sh

format:
	@scripts/check-clang-format.sh
	swift format --in-place --recursive $(SWIFT_SOURCES)
	clang-format -i $(C_SOURCES)

lint:
	@scripts/check-clang-format.sh
	swift format lint --strict --recursive $(SWIFT_SOURCES)
	clang-format --dry-run --Werror $(C_SOURCES)
