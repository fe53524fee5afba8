"""Films of runs: pictures at chosen steps, drawn without a window, as GIF, WebP or, where ffmpeg is here, MP4."""

from __future__ import annotations

import errno
import shutil
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.export.pictures import drawn
from app.files import atomically
from sims.run import Run

SIZE = (640, 480)
RATE = 12.5                             # pictures a second
FRAMES, LAST_PAUSE = 60, 2000           # of `saddle run --gif`; milliseconds that the last picture stands
#: Pixels of all pictures of a film together: while it is written they are in memory, three bytes each.
MOST_PIXELS = 250_000_000


def suffixes() -> tuple[str, ...]:
    """The endings of the files that can be written here."""
    return (".gif", ".webp", ".mp4") if shutil.which("ffmpeg") else (".gif", ".webp")


def evenly(start: int, end: int, count: int) -> tuple[int, ...]:
    """So many steps, the first and the last among them, evenly spread; fewer where there are not so many."""
    count = max(2, count)
    return tuple(sorted({start + round((end - start) * k / (count - 1)) for k in range(count)}))


def every(start: int, end: int, apart: int) -> tuple[int, ...]:
    """Every n-th step from the first on, and the last."""
    return tuple(sorted({*range(start, end + 1, apart), end}))


class Film:
    """Pictures of runs, which stand side by side, at each of these steps. size: of a picture, in pixels."""

    def __init__(self, steps: Sequence[int], size: tuple[int, int] = SIZE, rate: float = RATE):
        self.steps, self.size, self.rate = list(steps), size, rate
        self.seconds = 0.0              # that its pictures took
        self._pictures: list[bytes] = []        # RGB, packed: all of them are kept until the film is written

    def see(self, *runs: Run) -> int:
        """Take a picture where one is due; how many steps there are to the next, 0 where none is left."""
        started, step = time.perf_counter(), max(run.state.step for run in runs)
        if self.steps and self.steps[0] <= step:
            self._take(runs)
            self.steps = [later for later in self.steps if later > step]
        self.seconds += time.perf_counter() - started
        return self.steps[0] - step if self.steps else 0

    def end(self, *runs: Run) -> None:
        """The runs go no further: of those that ended before their time the film shows the end."""
        if self.steps:
            self._take(runs)
            self.steps = []

    def save(self, path: Path, tell: Callable[[], object] = lambda: None) -> None:
        """Write the film in the format of its suffix. Raises OSError, and what `tell` raises, which is called before
        every picture; then nothing is written."""
        write = {".webp": self._write_webp, ".mp4": self._write_mp4}.get(path.suffix.lower(), self._write_gif)
        atomically(path, lambda part: write(part, tell))

    def _take(self, runs: Sequence[Run]) -> None:
        self._pictures.append(zlib.compress(drawn(runs, self.size), 1))

    def _images(self, tell: Callable[[], object]) -> Iterator[Any]:
        from PIL import Image

        for packed in self._pictures:
            tell()
            yield Image.frombytes("RGB", self.size, zlib.decompress(packed))

    @property
    def _pauses(self) -> list[int]:
        return [round(1000 / self.rate)] * (len(self._pictures) - 1) + [LAST_PAUSE]

    def _write_gif(self, part: Path, tell: Callable[[], object]) -> None:
        from PIL import Image

        # One palette for all, or colours would flicker from frame to frame.
        palette = Image.frombytes("RGB", self.size, zlib.decompress(self._pictures[-1])).quantize(255)
        frames = (image.quantize(palette=palette, dither=Image.Dither.NONE) for image in self._images(tell))
        next(frames).save(str(part), "GIF", save_all=True, append_images=frames, duration=self._pauses, loop=0)

    def _write_webp(self, part: Path, tell: Callable[[], object]) -> None:
        first, *others = self._images(tell)
        first.save(str(part), "WEBP", save_all=True, append_images=others, duration=self._pauses, loop=0, quality=90)

    def _write_mp4(self, part: Path, tell: Callable[[], object]) -> None:
        """By ffmpeg, which takes the pictures from a pipe; of an odd width or height it adds a line."""
        program = shutil.which("ffmpeg")
        if program is None:
            raise FileNotFoundError(errno.ENOENT, "MP4 needs ffmpeg, which is not on the path")
        command = [program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size",
                   f"{self.size[0]}x{self.size[1]}", "-framerate", f"{self.rate:g}", "-i", "-",
                   "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-f", "mp4", str(part)]
        no_console = getattr(subprocess, "CREATE_NO_WINDOW", 0)     # on Windows it would open one
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                              creationflags=no_console) as encoder:
            try:
                for image in self._images(tell):
                    encoder.stdin.write(image.tobytes())
            except BrokenPipeError:
                pass                            # it has ended, and says why
            except BaseException:
                encoder.kill()
                raise
            said = encoder.communicate()[1].decode(errors="replace").strip()
        if encoder.returncode:
            raise OSError(errno.EIO, f"ffmpeg: {said.splitlines()[-1] if said else encoder.returncode}")
