#!/bin/sh
# Compares what `make demo` prints, on standard input, with what the README shows of it. Times may differ.
set -eu
cd "$(dirname "$0")/.."

without_times() { sed 's/[0-9.]* s$//'; }

printed=$(without_times)
sed -n '/^\$ make demo/,/^```/p' README.md | grep -v -e '^\$' -e '^…' -e '^```' | without_times |
    while IFS= read -r line; do
        if ! printf '%s\n' "$printed" | grep -qxF -e "$line"; then
            echo "README.md shows what make demo does not print: $line" >&2
            exit 1
        fi
    done
