#!/bin/sh
# Makes sure that clang-format is there. As root on Debian or Ubuntu it installs it; anywhere else it says what to do.
set -eu

command -v clang-format >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive exec apt-get install -y --no-install-recommends clang-format
fi
echo "C is formatted with clang-format, which is missing. Install it with your system's packages." >&2
exit 1
