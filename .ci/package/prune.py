"""What the package leaves out of what PyInstaller finds. `saddle selftest` inside the package shows that it may."""

from __future__ import annotations

from fnmatch import fnmatch

#: Modules that are never imported: compilers and exporters of torch, what the hooks fetch for them, and tools.
MODULES = [
    "IPython", "PIL", "_pytest", "_tkinter", "babel", "docutils", "fsspec", "functorch", "grimp", "hypothesis",
    "importlinter", "jinja2", "lib2to3", "matplotlib", "mpmath", "networkx", "pandas", "pip", "psutil", "pygments",
    "pytest", "pytestqt", "rich", "setuptools", "sympy", "tensorboard", "tkinter", "torchvision", "triton", "wheel",
    "numpy.f2py", "numpy.testing.tests", "numpy.typing", "numpy.conftest",
    "pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.console",
    "PySide6.QtTest", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtNetwork", "PySide6.QtQml",
    "scipy.datasets", "scipy.io", "scipy.misc", "scipy.odr",
    "torch._dynamo", "torch._inductor", "torch.contrib", "torch.onnx", "torch.testing._internal",
    "torch.utils.benchmark", "torch.utils.bottleneck", "torch.utils.hipify", "torch.utils.tensorboard",
]

#: Files, by their place in the package.
FILES = [
    "torch/bin/*",                      # but torch_shm_manager, see KEPT
    "torch/include/*", "torch/share/*", "torch/test/*", "torch/testing/*", "torch/utils/model_dump/*",
    "torch/_inductor/*", "torch/_dynamo/*", "torch/onnx/*", "torch/lib/*test.so",
    "torch/lib/libbackend_with_compiler.so", "torch/lib/libaoti_custom_ops.so", "torch/lib/libshm_windows/*",
    "torch*.dist-info/*", "*/tests/*", "*/test/*", "*.pyi", "*.h", "*.hpp", "*.cuh", "*.a", "*.lib", "*.pdb",
    "PySide6/Qt/translations/*", "PySide6/Qt/qml/*", "PySide6/translations/*", "PySide6/qml/*",
    # Of Qt only what draws widgets: no QML, no network, no on-screen keyboard, no printing, no kiosk screens.
    "*Qt6Qml*", "*Qt6Quick*", "*Qt6Pdf*", "*Qt6VirtualKeyboard*", "*Qt6Network*", "*Qt6Test*", "*Qt6Sql*",
    "*Qt6EglFS*", "*Qt6Eglfs*", "*opengl32sw*",
    "*/plugins/egldeviceintegrations/*", "*/plugins/networkinformation/*", "*/plugins/tls/*", "*/plugins/sqldrivers/*",
    "*/plugins/platforms/*qvnc*", "*/plugins/platforms/*qlinuxfb*", "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qvkkhrdisplay*", "*/plugins/platforms/*qminimal*", "*/plugins/generic/*",
    "*/plugins/imageformats/*qpdf*", "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/qmltooling/*",
    # GTK's look would bring all of GTK; the desktop's own file dialog comes through the portal plugin.
    "*/plugins/platformthemes/*qgtk3*",
]

KEPT = ["torch/bin/torch_shm_manager*"]


def keeps(place: str) -> bool:
    """Whether the file at this place of the package stays."""
    place = place.replace("\\", "/")
    return any(fnmatch(place, pattern) for pattern in KEPT) or not any(fnmatch(place, pattern) for pattern in FILES)
