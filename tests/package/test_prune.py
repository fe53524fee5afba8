"""What the package leaves out, without making one."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def prune():
    found = importlib.util.spec_from_file_location("prune", ROOT / ".ci" / "package" / "prune.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_a_dll_that_was_found_twice_is_kept_under_its_package():
    torch = ("torch\\lib\\torch_cpu.dll", "Z:\\site\\torch\\lib\\torch_cpu.dll", "BINARY")
    again = ("torch_cpu.dll", "z:\\site\\torch\\lib\\TORCH_CPU.dll", "BINARY")
    python = ("python311.dll", "Z:\\python\\python311.dll", "BINARY")
    runtimes = [(f"{place}msvcp140.dll", f"Z:\\{source}\\msvcp140.dll", "BINARY")
                for place, source in (("", "python"), ("PySide6\\", "site\\PySide6"))]
    assert prune().once([again, python, torch, *runtimes]) == [python, torch, *runtimes]
