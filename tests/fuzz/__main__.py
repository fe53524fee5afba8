"""Search for input that a parser must not be given: `python -m tests.fuzz --seconds 60 --only link` (make fuzz).

With atheris, which follows what the code does, where it is installed; else by chance. Each parser has a process of its
own. What is found is written to fuzz-findings/, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz import mutation

FINDINGS = Path("fuzz-findings")
MEGABYTES = 256


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=60, help="for each parser")
    options.add_argument("--only", help="this parser")
    options.add_argument("--seed", type=int, default=0, help="of the choices, where atheris makes none")
    options.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.worker:
        return work(asked.only, asked.seconds, asked.seed)
    from tests.fuzz.parsers import parsers
    status = 0
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in parsers() if asked.only is None else [asked.only]:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", "--worker", "--only", name,
                               "--seconds", str(asked.seconds), "--seed", str(asked.seed)], check=False)
        status |= done.returncode != 0
    return status


def work(name: str, seconds: int, seed: int) -> int:
    from PySide6.QtWidgets import QApplication
    application = QApplication([])                      # pictures need one
    status = follow(name, seconds) if importlib.util.find_spec("atheris") else by_chance(name, seconds, seed)
    del application
    return status


class Search:
    """One parser, and what it was given."""

    def __init__(self, name: str):
        from tests.fuzz.parsers import parsers
        self.name, self.parser = name, parsers()[name]
        self.tried, self.found, self.begun = 0, set(), time.monotonic()
        for seed in self.parser.seeds:
            self.try_(seed)
        self._memory = mutation.memory_before()

    def try_(self, data: bytes) -> None:
        from tests.fuzz.parsers import watched
        self.tried += 1
        try:
            watched(self.parser, data)
        except Exception as error:                      # whatever it is, it is a find
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        """Once for each kind of error and place."""
        frames = traceback.extract_tb(error.__traceback__)
        kind = type(error).__name__, frames[-1].filename, frames[-1].lineno
        if kind in self.found:
            return
        self.found.add(kind)
        FINDINGS.mkdir(exist_ok=True)
        path = FINDINGS / f"{self.name.replace(' ', '-')}-{hashlib.sha1(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{self.name}: {type(error).__name__}: {str(error)[:300]}, at {kind[1]}:{kind[2]}; {path}", flush=True)

    def end(self) -> int:
        grown = mutation.memory_before() - self._memory
        print(f"{self.name}: {self.tried:,} inputs in {time.monotonic() - self.begun:.0f} s, {len(self.found)} faults, "
              f"{grown:.0f} MiB more memory", flush=True)
        return 1 if self.found or grown > MEGABYTES else 0


def by_chance(name: str, seconds: int, seed: int) -> int:
    search, chance = Search(name), random.Random(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pieces = [chance.choice(search.parser.words) if chance.random() < 0.5 else
                  chance.randbytes(chance.randrange(9)) for _ in range(chance.randint(1, 6))]
        edits = [(chance.randrange(2**32), chance.randrange(5), piece) for piece in pieces]
        search.try_(mutation.mutated(chance.choice(search.parser.seeds), edits))
    return search.end()


def follow(name: str, seconds: int) -> int:
    """With atheris: its input is a list of edits, so that it, too, begins with what is good."""
    import atheris

    with atheris.instrument_imports(include=["app", "sims"], enable_loader_override=False):
        search = Search(name)
    end = time.monotonic() + seconds

    def one(raw: bytes) -> None:
        if time.monotonic() > end:
            os._exit(search.end())                      # atheris itself never comes back
        given = atheris.FuzzedDataProvider(raw)
        seeds, words, edits = search.parser.seeds, search.parser.words, []
        seed = seeds[given.ConsumeIntInRange(0, len(seeds) - 1)]
        while given.remaining_bytes() and len(edits) < 12:
            piece = words[given.ConsumeIntInRange(0, len(words) - 1)] if given.ConsumeBool() else \
                given.ConsumeBytes(given.ConsumeIntInRange(0, 12))
            edits.append((given.ConsumeIntInRange(0, len(seed)), given.ConsumeIntInRange(0, 4), piece))
        search.try_(mutation.mutated(seed, edits))
    atheris.Setup([sys.argv[0], "-max_len=400", "-timeout=20", "-rss_limit_mb=4096", "-verbosity=0",
                   f"-max_total_time={seconds + 60}"], one)
    atheris.Fuzz()
    return search.end()


if __name__ == "__main__":
    sys.exit(main())
