#!/bin/sh
# swift build, once more if it dies of a signal: on Linux, SwiftPM itself now and then does so in libdispatch
# (swiftlang/swift-package-manager#8171). What it had built by then stays. Its arguments are those of swift build.
set -u

swift build "$@"
status=$?
[ "$status" -gt 128 ] || exit "$status"

echo "swift build died of signal $((status - 128)): trying once more" >&2
exec swift build "$@"
