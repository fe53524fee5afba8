"""Runs before Saddle in the package, in place of PyInstaller's hook for PySide6.

That one loads Qt into every process, also into those that have no window, such as the engine's. All that is needed of
it is where Qt finds its plugins: PySide6 from a wheel tells Qt where the rest is.
"""

import os
import sys

os.environ["QT_PLUGIN_PATH"] = os.path.join(sys._MEIPASS, "PySide6", *(["Qt"] if os.name == "posix" else []), "plugins")
