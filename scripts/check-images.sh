#!/bin/sh
# Makes sure that the headers of libpng and TurboJPEG are there, which GraphImages and its tests need, and nothing else.
# As root on Debian or Ubuntu it installs them; anywhere else it prints the line to run and fails.
set -eu

compiler=$(command -v clang || command -v cc || command -v gcc || true)
homebrew=/opt/homebrew/include
if [ -n "$compiler" ] && printf '#include <png.h>\n#include <turbojpeg.h>\n' \
    | "$compiler" -I"$homebrew" -E -x c - >/dev/null 2>&1; then
    exit 0
fi

if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update
        DEBIAN_FRONTEND=noninteractive exec apt-get install -y --no-install-recommends \
            libpng-dev libturbojpeg0-dev
    fi
    install='sudo apt-get install -y libpng-dev libturbojpeg0-dev'
elif command -v dnf >/dev/null; then
    install='sudo dnf install -y libpng-devel turbojpeg-devel'
else
    install='brew install libpng jpeg-turbo'
fi

echo "graphc reads images with libpng and TurboJPEG, whose headers are missing. Run: $install" >&2
exit 1
