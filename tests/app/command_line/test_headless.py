"""Where there is no display, `saddle` trains the default lab and leaves a picture and its numbers."""

import json
import os
import subprocess
import sys


def test_without_a_display_the_default_lab_runs_headless(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    code = "import app.command_line.headless as s; s.STEPS = 60; raise SystemExit(s.headless())"
    root = os.getcwd()
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120,
                          env={**environment, "PYTHONPATH": root})
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stdout
    assert "of 60 steps" in done.stderr
    assert (tmp_path / "saddle-headless" / "lab.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "saddle-headless" / "run.json").read_text())["steps"] == 60
