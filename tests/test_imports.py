"""Who may import whom: the contracts of pyproject.toml, and what they cannot see because it happens at run time."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent


def in_a_fresh_python(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def modules_of(package: str) -> list[str]:
    """Every module below a package, without importing them; [] where there is no such package."""
    folder = ROOT.joinpath(*package.split("."))
    if not folder.is_dir():
        return []
    found = [package]
    for module in pkgutil.iter_modules([str(folder)], package + "."):
        found += modules_of(module.name) if module.ispkg else [module.name]
    return found


def window_modules() -> list[str]:
    return modules_of("widgets") + modules_of("app.panels") + modules_of("app.window") + ["app.engine.client"]


def test_the_import_contracts_hold():
    in_a_fresh_python("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")


def test_no_file_imports_itself_by_way_of_others():
    """Also not by an import inside a function: such a circle has no first file to read."""
    graph = grimp.build_graph("app", "widgets", "sims")
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail("a circle: " + " -> ".join(reversed(error.args[1])))


def test_sims_import_and_their_tests_can_be_collected_where_there_is_no_qt():
    in_a_fresh_python("import sys, importlib, pytest\n"
                      "for name in ('PySide6', 'shiboken6', 'pyqtgraph'): sys.modules[name] = None\n"
                      f"for name in {modules_of('sims')}: importlib.import_module(name)\n"
                      "raise SystemExit(pytest.main(['--collect-only', '--assert=plain', '-p', 'no:pytest-qt',\n"
                      "                              'tests/sims', 'tests/contract']))\n")


def test_the_window_does_not_load_torch():
    in_a_fresh_python("import sys, importlib\n"
                      f"for name in {window_modules()}:\n"
                      "    importlib.import_module(name)\n"
                      "    assert 'torch' not in sys.modules, name + ' loads torch'\n")


def test_the_first_paint_waits_for_no_library_that_only_the_panels_need():
    in_a_fresh_python("import sys, app.window.startup, app.window.dialogs.crash_dialog, app.window.main_window\n"
                      "unwanted = {'numpy', 'pyqtgraph', 'torch', 'app.engine.engine', 'app.sessions.file_format'}\n"
                      "loaded = unwanted & set(sys.modules)\n"
                      "assert not loaded, loaded\n")


@pytest.mark.parametrize("forbidden", ["torch.optim", "torch.func"])
def test_the_gan_uses_its_own_optimisers_and_plain_autograd(forbidden):
    for path in (ROOT / "sims" / "gan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Attribute):
                names = [ast.unparse(node)]
            else:
                continue
            for name in names:
                assert not (name + ".").startswith(forbidden + "."), f"{path}:{node.lineno} uses {name}"
