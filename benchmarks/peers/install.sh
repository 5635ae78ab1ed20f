#!/bin/sh
# Installs the frameworks that the benchmark compares with into benchmarks/.venv-peers, from the package index that
# pip is configured for. One that cannot be installed is left out; the benchmark says so.
set -u
cd "$(dirname "$0")/.."

venv=.venv-peers
python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
    echo "There is no $python: the peers are left out." >&2
    exit 0
fi
[ -x $venv/bin/python ] || "$python" -m venv $venv || {
    echo "$python cannot make a virtual environment: the peers are left out." >&2
    exit 0
}

# Installs packages unless the module is there.
install() {
    module=$1
    shift
    $venv/bin/python -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$module'))" && return
    $venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

install numpy numpy || echo "NumPy cannot be installed: the peers are left out." >&2
install PIL pillow || echo "Pillow cannot be installed." >&2
install torch torch==2.13.0+cpu 2>/dev/null || install torch torch || echo "PyTorch cannot be installed." >&2
install jax "jax[cpu]" || echo "JAX cannot be installed." >&2
install onnx onnx || echo "onnx cannot be installed." >&2
install onnxruntime onnxruntime || echo "ONNX Runtime cannot be installed." >&2
install openvino openvino || echo "OpenVINO cannot be installed." >&2
exit 0
