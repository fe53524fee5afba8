"""Ask about known vulnerabilities in what `make setup` installs: `python .ci/audit.py PIP_AUDIT [OPTIONS]`. make audit.

Exit status 0: none is known; 1: some are, or of some packages nothing is known; 2: there was no answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = ("requirements-test.txt", "requirements-torch.txt", "requirements-cuda.txt")


def verdict(file: str, answer: str, said: str) -> tuple[int, list[str]]:
    """(exit status, sentences) for what pip-audit wrote: its answer as JSON, and what it said beside it."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        return 2, [f"{file}: the service of known vulnerabilities gave no answer: {last}"]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if packages and len(unknown) == len(packages):
        return 2, [f"{file}: the service of known vulnerabilities cannot be reached from here, or knows none of the "
                   f"{len(packages)} packages, so nothing was found out."]
    lines = []
    for package in packages:
        for found in package.get("vulns", ()):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            lines.append(f"{file}: {package['name']} {package['version']} has {found['id']}; mended in {mended}.")
    if unknown:
        lines.append(f"{file}: nothing is known about {', '.join(unknown)}.")
    return (1, lines) if lines else (0, [f"{file}: no vulnerability is known in its {len(packages)} packages."])


def main(program: str, *options: str) -> int:
    worst = 0
    for file in FILES:
        done = subprocess.run([program, "--requirement", str(HERE / file), "--require-hashes", "--disable-pip",
                               "--format", "json", "--progress-spinner", "off", *options],
                              capture_output=True, text=True)
        status, lines = verdict(file, done.stdout, done.stderr)
        worst = max(worst, status)
        print("\n".join(lines), flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
