SWIFT_SOURCES = Package.swift Sources Plugins Tests examples $(wildcard benchmarks)

.PHONY: demo test strict-build format lint

# Compiles examples/Digits/digits.nn, trains it and leaves learning curves and weights in examples/results.
demo:
	@scripts/check-zlib.sh
	swift run -c release --package-path examples Digits \
		--data examples/Data/digits --output examples/results/digits

# Every test.
test:
	@scripts/check-zlib.sh
	swift test

# Builds everything, tests included, with warnings as errors.
strict-build:
	@scripts/check-zlib.sh
	GRAPHC_WARNINGS_AS_ERRORS=1 swift build --build-tests

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)
