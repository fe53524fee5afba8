#!/usr/bin/env bash
# Write anew what `make setup` installs, with the sums of every file: .ci/requirements-run.txt and -test.txt, for all three
# systems and Pythons, in the versions of .ci/constraints.txt. Needs a network; uv has a folder of its own.
#
# torch is not in them: which file of it is right depends on the machine (TORCH_INDEX), so only its version is pinned, and
# that of the CUDA libraries that it asks for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -x build/pin/bin/uv ] || { ${PYTHON:-python3} -m venv build/pin && build/pin/bin/pip install -q uv; }

write() {
    printf '# Written by make pins; installed by .ci/setup.sh. Not torch: see .ci/pin.sh.\n' >".ci/requirements-$1.txt"
    shift
    build/pin/bin/uv -q pip compile pyproject.toml - -c .ci/constraints.txt --universal --python-version 3.11 \
        --generate-hashes --no-annotate --no-header "$@" <<<"setuptools>=77" | without_torch
}

# Also without what only torch's CUDA build brings. An entry is a line and the indented ones after it.
without_torch() { awk '/^[^ ]/ { keep = $0 !~ /^(torch|triton|nvidia|cuda)[-=]/ } keep'; }

write run >>.ci/requirements-run.txt
write test --extra dev >>.ci/requirements-test.txt
