#!/bin/sh
# Makes sure that the headers of libraries are there: check-headers.sh [zlib] [images]. As root on Debian or Ubuntu it
# installs them; anywhere else it prints the line to run and fails.
set -eu

compiler=$(command -v clang || command -v cc || command -v gcc || true)
homebrew=/opt/homebrew/include

# What is read with which libraries, the headers, and the packages that have them with apt, dnf and brew.
check() {
    if [ -n "$compiler" ] && printf '#include <%s>\n' $2 | "$compiler" -I"$homebrew" -E -x c - >/dev/null 2>&1; then
        return
    fi
    if command -v apt-get >/dev/null; then
        if [ "$(id -u)" -eq 0 ]; then
            apt-get update
            DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $3
            return
        fi
        install="sudo apt-get install -y $3"
    elif command -v dnf >/dev/null; then
        install="sudo dnf install -y $4"
    else
        install="brew install $5"
    fi
    echo "graphc reads $1, whose headers are missing. Run: $install" >&2
    exit 1
}

for libraries; do
    case $libraries in
    zlib) check '.gz files with zlib' zlib.h zlib1g-dev zlib-devel zlib ;;
    images)
        check 'images with libpng and TurboJPEG' 'png.h turbojpeg.h' \
            'libpng-dev libturbojpeg0-dev' 'libpng-devel turbojpeg-devel' 'libpng jpeg-turbo'
        ;;
    *)
        echo "check-headers.sh: expected zlib or images, found $libraries" >&2
        exit 2
        ;;
    esac
done
