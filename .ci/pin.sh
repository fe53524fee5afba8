#!/usr/bin/env bash
# Write anew what `make setup` installs, with the sums of every file, for all three systems and Pythons, in the versions
# of .ci/constraints.txt: .ci/requirements-run.txt and -test.txt, -torch.txt, and in -cuda.txt what torch's CUDA build
# brings. Needs a network; uv has a folder of its own.
#
# torch's files on the package index differ by machine, and all of them stand in -torch.txt. The CPU build for Linux lies
# on another index: the sums of its files that we have seen are in .ci/torch-cpu.sums, as sha256sum writes them; to add
# some, `sha256sum torch-*+cpu-*.whl >>.ci/torch-cpu.sums` where they lie, and `make pins`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=${UV:-build/pin/bin/uv}
[ -x "$uv" ] || { ${PYTHON:-python3} -m venv build/pin && build/pin/bin/pip install -q uv; }

# pinned [EXTRA]...: every file of every wish, and of what they ask for
pinned() {
    "$uv" -q pip compile pyproject.toml - -c .ci/constraints.txt --universal --python-version 3.11 \
        --generate-hashes --no-annotate --no-header "$@" <<<"setuptools>=77"
}
# Those whose name begins so, or does not. An entry is a line and the indented ones after it.
only()    { awk -v names="^($1)[-=]" '/^[^ ]/ { keep = $0 ~ names } keep'; }
without() { awk -v names="^($1)[-=]" '/^[^ ]/ { keep = $0 !~ names } keep'; }
# The sums of torch's CPU build for Linux, as further lines of an entry
cpu_sums() { grep -F " torch-$1+cpu-" .ci/torch-cpu.sums | awk '{ print "    --hash=sha256:" $1 " \\" }' | sort; }

first="# Written by make pins (.ci/pin.sh); installed by .ci/setup.sh."
run=$(pinned)
test=$(pinned --extra dev)
{ echo "$first"; without "torch|triton|nvidia|cuda" <<<"$run"; } >.ci/requirements-run.txt
{ echo "$first"; without "torch|triton|nvidia|cuda" <<<"$test"; } >.ci/requirements-test.txt
{ echo "$first"; only "triton|nvidia|cuda" <<<"$run"; } >.ci/requirements-cuda.txt
torch=$(only torch <<<"$run")
version=$(sed -n '1s/^torch==\([^ ;]*\).*/\1/p' <<<"$torch")
{ echo "$first"; head -n 1 <<<"$torch"; cpu_sums "$version"; tail -n +2 <<<"$torch"; } >.ci/requirements-torch.txt
