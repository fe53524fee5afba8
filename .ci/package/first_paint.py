"""`make first-paint`: seconds from starting the packaged program until its window is painted, against torch first.

Both programs are of the same package: saddle, and saddle-torch-first, which differs in one line (`import torch`) before
everything else. The screen is an X server of our own, whose picture lies in a file that can be read at any time:
"painted" is when a tenth of the screen has changed and at least 16 colours are in its upper part (the text of the
menus); the panels are there when that picture has changed again by a twentieth, and the picture when points of the
generator's colour are in its middle, which the engine has made then: the next key lets them move. Beside them a Python
that only imports torch is timed. For a cold start the caches of the system are dropped, where this may be done (root on
Linux); else the starts are warm, and it says so.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from widgets.theme import THEMES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dist" / "saddle"
TORCH_FIRST = ROOT / "build" / "pyinstaller" / "build" / "saddle-torch-first"
STARTS = 5                      # of each, in turns
LEAST = 3.0                     # times sooner
MOST = 0.7                      # seconds that the picture may take longer than importing torch alone
POINTS = 20                     # of the generator's colour, at least
WIDTH, HEIGHT = 1280, 800
GENERATOR = THEMES["light"].colour("generator").getRgb()[:3]
NEAR = 60                       # levels in all that a blurred edge is away from it
DROP = Path("/proc/sys/vm/drop_caches")


class Screen:
    """An X server and its picture."""

    def __init__(self, display: str, folder: Path):
        self.display = display
        self.server = subprocess.Popen(["Xvfb", display, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder),
                                        "-nolisten", "tcp", "-noreset"], stderr=subprocess.DEVNULL)
        self.file = folder / "Xvfb_screen0"
        while not self.file.exists() or self.file.stat().st_size < WIDTH * HEIGHT * 4:
            time.sleep(0.05)
        time.sleep(0.5)
        with self.file.open("rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header, *_rest = struct.unpack(">I", self.map[:4])
        colours = struct.unpack(">I", self.map[76:80])[0]
        self.start = header + 12 * colours
        self.empty = self.pixels()

    def pixels(self) -> list[bytes]:
        """Every 16th pixel of every 8th line."""
        rows = range(self.start, self.start + WIDTH * HEIGHT * 4, WIDTH * 4 * 8)
        return [self.map[row + x:row + x + 3] for row in rows for x in range(0, WIDTH * 4, 64)]

    def changed(self, since: list[bytes], part: float) -> bool:
        """Whether more than this part of the picture is other than it was then."""
        now = self.pixels()
        return sum(a != b for a, b in zip(now, since)) > part * len(now)

    def painted(self) -> bool:
        if not self.changed(self.empty, 0.1):
            return False
        upper = self.map[self.start:self.start + WIDTH * 40 * 4]
        return len({upper[x:x + 3] for x in range(0, len(upper), 4)}) >= 16

    def generated(self) -> bool:
        """Whether the middle of the screen has points of the generator's colour, as the light palette has it."""
        red, green, blue = GENERATOR
        found = 0
        for y in range(HEIGHT // 5, 3 * HEIGHT // 5, 2):
            row = self.start + 4 * (y * WIDTH + 3 * WIDTH // 10)
            line = self.map[row:row + 4 * (2 * WIDTH // 5)]
            found += sum(abs(line[x] - blue) + abs(line[x + 1] - green) + abs(line[x + 2] - red) <= NEAR
                         for x in range(0, len(line), 4))
        return found >= POINTS

    def close(self) -> None:
        self.server.terminate()
        self.server.wait()


def drop_caches() -> bool:
    os.sync()
    try:
        DROP.write_text("3")
    except OSError:
        return False
    return True


def measure_torch() -> float:
    """Seconds until a Python that imports torch, and nothing else, has ended."""
    drop_caches()
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return time.perf_counter() - started


def measure(program: Path, screen: Screen, home: Path) -> tuple[float, float, float, bool]:
    """Seconds to the first paint, until the panels and until the picture are there; whether the start was cold."""
    cold = drop_caches()
    environment = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb", "HOME": str(home)}
    started = time.perf_counter()
    running = subprocess.Popen([str(program)], env=environment, cwd=home, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)

    def wait(condition) -> float:
        while not condition():
            if running.poll() is not None or time.perf_counter() - started > 180:
                raise SystemExit(f"{program.name} opened no window (status {running.poll()})")
            time.sleep(0.005)
        return time.perf_counter() - started
    first = wait(screen.painted)
    frame = screen.pixels()
    panels = wait(lambda: screen.changed(frame, 0.05))
    picture = wait(screen.generated)
    time.sleep(2)
    running.send_signal(signal.SIGTERM)
    running.wait(30)
    end = time.monotonic() + 10
    while screen.painted() and time.monotonic() < end:
        time.sleep(0.05)
    return first, panels, picture, cold


def main() -> int:
    if not shutil.which("Xvfb") or not (FOLDER / "saddle").exists() or not TORCH_FIRST.exists():
        print("make first-paint needs Xvfb and what `make package` made", file=sys.stderr)
        return 2
    other = FOLDER / "saddle-torch-first"
    shutil.copy(TORCH_FIRST, other)
    names = ("saddle", "saddle-torch-first")
    times, panels, pictures = ({name: [] for name in names} for _ in range(3))
    torch: list[float] = []
    cold = True
    with tempfile.TemporaryDirectory() as folder:
        screen = Screen(":94", Path(folder))
        try:
            for _ in range(STARTS):
                torch.append(measure_torch())
                for name in names:
                    took, whole, picture, was_cold = measure(FOLDER / name, screen, Path(folder))
                    times[name].append(took)
                    panels[name].append(whole)
                    pictures[name].append(picture)
                    cold = cold and was_cold
        finally:
            screen.close()
            other.unlink()
    for name, seconds in times.items():
        each = " ".join(f"{took:.2f}" for took in seconds)
        print(f"{name:<20} {statistics.median(seconds):6.2f} s to the first paint (median of {each}), "
              f"{statistics.median(panels[name]):.2f} s until the panels are there, "
              f"{statistics.median(pictures[name]):.2f} s until the picture is")
    factor = statistics.median(times["saddle-torch-first"]) / statistics.median(times["saddle"])
    print(f"{'cold' if cold else 'warm (caches could not be dropped)'} starts: {factor:.1f} times sooner")
    later = statistics.median(pictures["saddle"]) - statistics.median(torch)
    print(f"importing torch alone takes {statistics.median(torch):.2f} s (median of "
          f"{' '.join(f'{took:.2f}' for took in torch)}): the picture is there {later:.2f} s later (at most {MOST})")
    (ROOT / "build" / "package" / "first-paint.json").write_text(
        json.dumps({"cold": cold, "seconds": times, "panels": panels, "pictures": pictures, "torch": torch}) + "\n")
    return 0 if factor >= LEAST and later <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
