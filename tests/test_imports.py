"""Who may import whom: the contracts of pyproject.toml, and what they cannot see because it happens at run time."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("app", "widgets", "sims", "tests")


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


def test_the_engine_begins_before_qt_is_loaded():
    in_a_fresh_python("import sys, app.window.startup, app.window.settings, app.crash, app.log, app.engine.process\n"
                      "loaded = {'PySide6', 'numpy', 'torch'} & set(sys.modules)\n"
                      "assert not loaded, loaded\n")


@cache
def read(file: Path) -> tuple[frozenset[str], tuple[tuple[int, str, str], ...]]:
    """The names that a file defines, and what it imports from modules of ours: (line, module, name). The tree is not
    kept: with those of all files in memory each later test would wait a second for the collector."""
    names, imports = set(), []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            module = getattr(node, "module", None) or ""
            if module.split(".")[0] in OURS and not node.level:
                imports += [(node.lineno, module, alias.name) for alias in node.names]
    return frozenset(names), tuple(imports)


def has(module: str, name: str) -> bool:
    """Whether a module of ours has this name, or a module in it of this name."""
    path = ROOT.joinpath(*module.split("."))
    if path.is_dir() and ((path / name).is_dir() or (path / f"{name}.py").exists()):
        return True
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.exists() and name in read(file)[0]


def test_what_a_function_imports_when_it_is_called_exists():
    """Of tools, benches and trials that no test runs, too."""
    files = [path for part in OURS for path in (ROOT / part).rglob("*.py")]
    gone = [f"{path.relative_to(ROOT)}:{line} {module}.{name}" for path in files
            for line, module, name in read(path)[1] if not has(module, name)]
    assert len(files) > 500 and not gone


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
