"""What the package leaves out of what PyInstaller finds. `saddle selftest` inside the package shows that it may."""

from __future__ import annotations

import subprocess
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath, PureWindowsPath

#: Tools of the development environment that hooks find there; no user's installation has them, nor has the plain build.
TOOLS = ["IPython", "_pytest", "babel", "grimp", "hypothesis", "importlinter", "pip", "psutil", "py_spy",
         "pygments", "pytest", "pytestqt", "rich", "setuptools", "wheel",
         # of the extra saddle[cluster], which is for those who have installed Python
         "click", "cloudpickle", "dask", "distributed", "msgpack", "tornado", "yaml", "zict"]

#: Modules that are never imported: compilers and exporters of torch, what they bring along, and what nobody opens.
MODULES = [
    "_tkinter", "fsspec", "functorch", "jinja2", "lib2to3", "matplotlib", "mpmath", "networkx", "pydoc_data", "sqlite3",
    "ssl", "_ssl",              # nothing here speaks to a network
    "sympy", "tkinter", "triton",
    "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.opengl",
    "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtTest",
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",      # without_opengl.py stands in for them
    "scipy.cluster", "scipy.datasets", "scipy.fftpack", "scipy.interpolate", "scipy.io", "scipy.ndimage", "scipy.odr",
    "scipy.signal", "scipy.stats",
    "torch._dynamo", "torch._inductor", "torch._numpy", "torch.distributed.fsdp", "torch.distributed.pipelining",
    "torch.distributed.checkpoint", "torch.distributed.elastic", "torch.onnx", "torch.utils.benchmark",
    "torch.utils.bottleneck", "torch.utils.hipify", "torch.utils.tensorboard",
]

#: torch reads the source of its settings and of its scripted functions; the source of these it does not.
_NO_SOURCE = ("_decomp", "_functorch", "_higher_order_ops", "_refs", "_subclasses", "ao", "cuda", "distributed",
              "distributions", "export", "_export", "fx", "masked", "nested", "optim", "package", "profiler",
              "quantization", "sparse")
SOURCES = {"torch": "pyz+py", **{f"torch.{name}": "pyz" for name in _NO_SOURCE}, "torch._export.config": "pyz+py",
           "torch._functorch.config": "pyz+py", "torch.distributed.config": "pyz+py",
           "torch.fx.experimental._config": "pyz+py"}

#: Files and modules, by their place in the package (* is any text, also with slashes).
FILES = [
    "torch/bin/*", "torch/include/*", "torch/share/*", "torch/test/*", "torch/testing/_internal/*",
    "torch/utils/model_dump/*", "torch/_inductor/*", "torch/_dynamo/*", "torch/onnx/*", "torch/lib/libshm_windows/*",
    "torch/lib/*_test.so", "torch/lib/libbackend_with_compiler.so", "torch/lib/libaoti_custom_ops.so",
    "hypothesis*", "PIL/_avif*", "PIL/_imagingcms*", "PIL/_imagingft*", "PIL/_imagingtk*",
    "*/tests/*", "*/test/*", "*.pyi", "*.h", "*.hpp", "*.cuh", "*.a", "*.lib", "*.pdb",
    "PySide6/Qt/translations/*", "PySide6/Qt/qml/*", "PySide6/translations/*", "PySide6/qml/*",
    # Of Qt only what draws widgets: no QML, no network, no on-screen keyboard, no kiosk screens, no software OpenGL.
    "*Qt6Qml*", "*Qt6Quick*", "*Qt6Pdf*", "*Qt6VirtualKeyboard*", "*Qt6Network*", "*Qt6Test*", "*Qt6EglF*",
    "*opengl32sw*",
    "*/plugins/egldeviceintegrations/*", "*/plugins/networkinformation/*", "*/plugins/tls/*", "*/plugins/generic/*",
    "*/plugins/platforms/*qvnc*", "*/plugins/platforms/*qlinuxfb*", "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qvkkhrdisplay*", "*/plugins/platforms/*qminimal*", "*/plugins/platforms/*qdirect2d*",
    "*/plugins/imageformats/*qpdf*", "*/plugins/platforminputcontexts/*virtualkeyboard*",
    # GTK's look would bring all of GTK; the desktop's own file dialog comes through the portal plugin.
    "*/plugins/platformthemes/*qgtk3*",
]
KEPT = ["PySide6/*translations/qtbase_zh_CN.qm",        # what Qt says by itself, in each language of resources/locale
        "torch/bin/torch_shm_manager*", "torch/testing/_internal/common_dtype.py",
        "torch/testing/_internal/logging_tensor.py"]

#: strip breaks the OpenBLAS of numpy and scipy: patchelf has moved their parts about.
NOT_STRIPPED = ["*.libs/*"]

Entry = tuple[str, str, str]            # place in the package, where it comes from, kind


def keeps(place: str) -> bool:
    """Whether the file at this place of the package stays."""
    place = place.replace("\\", "/")
    return any(fnmatch(place, pattern) for pattern in KEPT) or not any(fnmatch(place, pattern) for pattern in FILES)


def keeps_module(name: str) -> bool:
    return keeps(name.replace(".", "/") + ".py")


def once(binaries: list[Entry]) -> list[Entry]:
    """Each file once, under its package where it has one; elsewhere than on Windows PyInstaller leaves links beside.

    PyInstaller finds a DLL by its package and again by what imports it. Where it does not see that the folder holds
    packages, the second one lies at the top; what packages load, they load from their own folders.
    """
    deepest: dict[str, Entry] = {}
    for entry in sorted(binaries, key=lambda entry: -len(PureWindowsPath(entry[0]).parts)):
        deepest.setdefault(str(PureWindowsPath(entry[1])).lower(), entry)
    kept = set(deepest.values())
    return [entry for entry in binaries if entry in kept]


def reached(binaries: list[Entry]) -> list[Entry]:
    """Without the libraries that only left-out ones needed. Linux only.

    A library lies at the top, with Qt's or with Pillow's; everything else is loaded by its name and so is a root.
    """
    from PyInstaller.depend.bindepend import get_imports

    files = [entry for entry in binaries if entry[2] != "SYMLINK"]
    by_name: dict[str, list[Entry]] = {}
    for entry in files:
        by_name.setdefault(PurePosixPath(entry[0]).name, []).append(entry)
    shelves = (".", "PySide6/Qt/lib", "pillow.libs")
    kept = {entry for entry in files if str(PurePosixPath(entry[0]).parent) not in shelves
            or entry[0].startswith("libpython")}
    waiting = list(kept)
    while waiting:
        for name, _path in get_imports(waiting.pop()[1]):
            for entry in by_name.get(PurePosixPath(name).name, ()):
                if entry not in kept:
                    kept.add(entry)
                    waiting.append(entry)
    places = {entry[0] for entry in kept}
    return [entry for entry in binaries if entry in kept or (entry[2] == "SYMLINK" and entry[1] in places)]


def stripped(binaries: list[Entry], folder: Path) -> list[Entry]:
    """With copies without symbols, made in `folder`, in the place of what is not in NOT_STRIPPED. Linux only."""
    result = []
    for place, source, kind in binaries:
        if kind != "SYMLINK" and not any(fnmatch(place, pattern) for pattern in NOT_STRIPPED):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if subprocess.run(["strip", "--strip-unneeded", "-o", str(target), source], capture_output=True,
                              check=False).returncode == 0:
                source = str(target)
        result.append((place, source, kind))
    return result
