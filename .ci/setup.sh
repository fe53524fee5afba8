#!/usr/bin/env bash
# Make a checkout ready: system libraries, .venv, pinned Python packages. Safe to call again; then it does nothing.
#
#   bash .ci/setup.sh run      what the program needs
#   bash .ci/setup.sh test     that, and what the tests need
#
# PYTHON       the Python to build on (3.11, 3.12 or 3.13) where `python3` is not the one you want
# TORCH_INDEX  the package index to take torch from (the one that pytorch.org names for the CPU build, for example);
#              that index vouches for its files, which are checked against its own sums. All else has its sum here.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."

level=${1:-run}
python=.venv/bin/python
log=build/setup.log

say()  { printf '%s\n' "$*"; }
fail() { printf '\nsetup: %s\n' "$*" >&2; exit 1; }

# run WHAT COMMAND...: quietly; where it fails, the end of what it said, and a sentence.
run() {
    local what=$1; shift
    "$@" >>"$log" 2>&1 </dev/null || { tail -n 15 "$log" >&2; fail "$what (all of it: $log)"; }
}

# System packages -----------------------------------------------------------------------------------------------------

# What Qt's X11 and offscreen platforms link to, each with the Debian package that holds it.
qt_libraries="
    libEGL.so.1:libegl1                     libGL.so.1:libgl1
    libX11-xcb.so.1:libx11-xcb1             libdbus-1.so.3:libdbus-1-3
    libfontconfig.so.1:libfontconfig1       libfreetype.so.6:libfreetype6
    libglib-2.0.so.0:libglib2.0-0           libgthread-2.0.so.0:libglib2.0-0
    libxkbcommon.so.0:libxkbcommon0         libxkbcommon-x11.so.0:libxkbcommon-x11-0
    libxcb-cursor.so.0:libxcb-cursor0       libxcb-glx.so.0:libxcb-glx0
    libxcb-icccm.so.4:libxcb-icccm4         libxcb-image.so.0:libxcb-image0
    libxcb-keysyms.so.1:libxcb-keysyms1     libxcb-randr.so.0:libxcb-randr0
    libxcb-render.so.0:libxcb-render0       libxcb-render-util.so.0:libxcb-render-util0
    libxcb-shape.so.0:libxcb-shape0         libxcb-shm.so.0:libxcb-shm0
    libxcb-sync.so.1:libxcb-sync1           libxcb-xfixes.so.0:libxcb-xfixes0
    libxcb-xkb.so.1:libxcb-xkb1             libxcb.so.1:libxcb1"
test_programs="Xvfb:xvfb openbox:openbox xdotool:xdotool import:imagemagick"

has_font() {
    local found
    found=$(find -L /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" "${HOME:-/}/.local/share/fonts" \
            \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null) || true
    [ -n "$found" ]
}

missing=""
need() { case " $missing " in *" $1 "*) ;; *) missing="${missing:+$missing }$1" ;; esac; }

# Add to $missing the Debian packages that are not here; nothing elsewhere than on Linux.
find_missing_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    local known pair
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 0
    for pair in $qt_libraries; do
        case $known in *"${pair%%:*} ("*) ;; *) need "${pair#*:}" ;; esac
    done
    has_font || need fonts-dejavu-core
    [ "$level" = test ] || return 0
    for pair in $test_programs; do
        command -v "${pair%%:*}" >/dev/null || need "${pair#*:}"
    done
}

# Install $missing where this user may, else say the one line that does.
install_missing() {
    local what="Some system packages are not here"
    if ! command -v apt-get >/dev/null; then
        say "  $what, and there is no apt-get. What Debian calls them: $missing"
        return
    fi
    local as=()
    if [ "$(id -u)" != 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            local line="apt-get install -y --no-install-recommends $missing"
            ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || line="apt-get update && $line"
            say "  $what, and this user may not install them without a password. As root, this line does:"
            say "    $line"
            return
        fi
        as=(sudo -n)
    fi
    local apt=(${as[@]+"${as[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=120)
    # shellcheck disable=SC2206  # words are meant
    local install=("${apt[@]}" install --no-install-recommends $missing)
    say "  $what; installing $missing"
    "${install[@]}" >>"$log" 2>&1 </dev/null && return      # else: no package lists yet, or old ones
    { "${apt[@]}" update && "${install[@]}"; } >>"$log" 2>&1 </dev/null && return
    tail -n 5 "$log" >&2
    say "  They could not be installed (all of it: $log). By hand: apt-get install $missing"
}

# Python --------------------------------------------------------------------------------------------------------------

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if suits "$candidate"; then base=$candidate; return; fi
        [ -z "${PYTHON:-}" ] || fail "PYTHON=$PYTHON is no Python 3.11, 3.12 or 3.13 that runs."
    done
    base=""
    return 1
}

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

find_missing_python() {
    if ! find_python; then              # an old python3 is not made new by apt-get
        [ "$(uname -s)" != Linux ] || command -v python3 >/dev/null || { need python3; need python3-venv; }
    elif ! has_venv; then
        need "python$(version "$base")-venv"
    fi
}

has_venv() { "$base" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
    find_python ||
        fail "Saddle needs Python 3.11, 3.12 or 3.13. Install one, or name it: make setup PYTHON=/path/to/python3.12"
    has_venv || fail "$base cannot make virtual environments: it has no ensurepip (Debian: python$(version "$base")-venv)."
    # One that was made elsewhere (a checkout that was moved) has the old folder in its scripts.
    if suits "$python" && [ "$(version "$python")" = "$(version "$base")" ] && grep -qF "$PWD/" .venv/bin/activate; then
        return
    fi
    [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv), which would be emptied. Remove the link, or set up there."
    say "  making .venv with Python $(version "$base")"
    run "the virtual environment could not be made" "$base" -m venv --clear .venv
}

# Python packages -----------------------------------------------------------------------------------------------------

# pip, showing of its talk only the downloads one waits for.
pip_install() {
    local line hint=""
    if ! "$python" -m pip --disable-pip-version-check --no-input install "$@" 2>&1 </dev/null | tee -a "$log" |
        while IFS= read -r line; do
            case $line in
                *Downloading*" MB)" | *Downloading*" GB)")
                    line=${line#*Downloading }
                    say "    downloading ${line##*/}"
                    case $line in
                        *nvidia*) [ -n "$hint" ] || say "    (that is the CUDA build, gigabytes of it. For the CPU" \
                            "build: Ctrl+C, rm -rf .venv, make setup TORCH_INDEX=<the index pytorch.org names for it>)"
                            hint=said ;;
                    esac ;;
            esac
        done
    then
        grep -E '^ *(ERROR|error)' "$log" | tail -n 5 >&2 || true
        fail "pip could not install $* (all of it: $log)."
    fi
}

# Only files whose sums are known.
pinned() { pip_install --require-hashes --no-deps "$@"; }

# Where pip is told of a folder (PIP_FIND_LINKS) with a file of torch whose sum is known, that one; else the index's.
install_torch() {
    local torch
    torch=$(sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
    say "  installing $torch"
    if [ -n "${TORCH_INDEX:-}" ]; then
        pip_install --index-url "$TORCH_INDEX" "$torch"
        return
    fi
    "$python" -m pip --disable-pip-version-check --no-input install --no-index --require-hashes --no-deps \
        -r .ci/requirements-torch.txt >>"$log" 2>&1 </dev/null || pinned -r .ci/requirements-torch.txt
    if "$python" -c 'from importlib import metadata; import sys
sys.exit("+" in metadata.version("torch") or not any("nvidia" in line for line in metadata.requires("torch")))'; then
        pinned -r .ci/requirements-cuda.txt             # whose marks say for which systems
    fi
}

# ---------------------------------------------------------------------------------------------------------------------

# A stamp says for which wishes, in which folder, this level was set up.
key="$(cat pyproject.toml .ci/constraints.txt .ci/requirements-*.txt .ci/setup.sh | cksum) $PWD"
is_current() {
    [ -x "$python" ] && [ "$(cat ".venv/.saddle-$level" 2>/dev/null)" = "$key" ] &&
        { [ -z "${PYTHON:-}" ] || [ "$(version "$PYTHON")" = "$(version "$python")" ]; }
}

case $level in run | test) ;; *) fail "the one argument is 'run' or 'test'." ;; esac
mkdir -p build
find_missing_libraries
if [ -z "$missing" ] && is_current; then
    exit 0
fi
: >"$log"
is_current || { say "Setting up Saddle in .venv (once; some minutes; 1.5 GB on disk, 5 GB with a CUDA build of torch)"; find_missing_python; }
[ -z "$missing" ] || install_missing
if ! is_current; then
    make_venv
    say "  installing packages"
    pinned -r ".ci/requirements-$level.txt"
    install_torch
    pip_install --no-deps --no-build-isolation -e .
    printf '%s\n' "$key" >.venv/.saddle-run
    [ "$level" = run ] || printf '%s\n' "$key" >.venv/.saddle-test
    say "  ready"
fi
