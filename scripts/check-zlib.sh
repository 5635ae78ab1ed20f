#!/bin/sh
# Makes sure that zlib's headers are there, which the runtime needs to read .gz files. As root on Debian or
# Ubuntu it installs them; anywhere else it prints the line to run and fails.
set -eu

compiler=$(command -v clang || command -v cc || command -v gcc || true)
if [ -n "$compiler" ] && echo '#include <zlib.h>' | "$compiler" -E -x c - >/dev/null 2>&1; then
    exit 0
fi

if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update
        DEBIAN_FRONTEND=noninteractive exec apt-get install -y --no-install-recommends zlib1g-dev
    fi
    install='sudo apt-get install -y zlib1g-dev'
elif command -v dnf >/dev/null; then
    install='sudo dnf install -y zlib-devel'
else
    install='brew install zlib'
fi

echo "graphc reads .gz files with zlib, whose headers are missing. Run: $install" >&2
exit 1
