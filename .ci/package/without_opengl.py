"""Runs before Saddle in the package: empty modules in place of Qt's OpenGL, whose 10 MB nothing here draws with.

pyqtgraph imports both and names one class of them as it is loaded; it uses them only where told to draw by OpenGL.
"""

import sys
import types

sys.modules["PySide6.QtOpenGL"] = types.ModuleType("PySide6.QtOpenGL")
widgets = sys.modules["PySide6.QtOpenGLWidgets"] = types.ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})
