"""The files that the monkey opens and writes, all in one folder, and the dialogs that would choose them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog

from app.lessons.course import FOLDER as LESSONS

FEW = 4                     # names for each ending, so that files are replaced, too
ENDINGS = (".saddle", ".csv", ".png", ".svg", ".pdf", ".gif", ".json", ".md", ".py", ".txt", "", ".SVG.png")


class Files(QObject):
    """folder: exists and is empty. say: is told what a dialog gives. random: chooses. opened: is called where a dialog
    would be open, during which the window answers.
    """

    def __init__(self, folder: Path, say: Callable[[str], None], random: Random, opened: Callable[[], None]):
        super().__init__()
        self.folder, self.say, self.random, self.opened = folder, say, random, opened
        (folder / "empty.saddle").touch()
        (folder / "garbage.saddle").write_bytes(bytes(range(256)) * 20)
        (folder / "points.csv").write_text("x,y\n" + "\n".join(f"{k % 7},{k % 5}" for k in range(60)))
        (folder / "either.csv").write_text("1,5,2,5\n3,5,4,5\n")      # a dialog asks how it is read
        (folder / "words.txt").write_text("these are\nno points\n")
        picture = QImage(40, 30, QImage.Format.Format_RGB32)
        picture.fill(QColor("black"))
        picture.save(str(folder / "black.png"))
        for lesson in sorted(LESSONS.glob("*.md"))[:2]:
            shutil.copy(lesson, folder)
        (folder / "bad.md").write_text("# no lesson\n\n```scene\nnonsense\n```\n")

    def any(self) -> Path:
        """A file that is there, or one that is not."""
        there = sorted(self.folder.iterdir())
        runs = [path for path in there if path.suffix == ".saddle"]
        return self.random.choice([self.folder / "missing.saddle", self.random.choice(there),
                                   *(self.random.choice(runs) for _ in range(4))])

    def answer_dialogs(self) -> None:
        """From now on dialogs for files answer by themselves, and nothing is shown outside the window."""
        QFileDialog.getSaveFileName = staticmethod(self._save)
        QFileDialog.getOpenFileName = staticmethod(self._open)
        QDesktopServices.openUrl = staticmethod(self._shown)
        for scheme in ("http", "https", "file", "mailto"):              # of labels with links, which ask Qt itself
            QDesktopServices.setUrlHandler(scheme, self, "show_url")

    def _save(self, _parent=None, title="", proposed="", kinds="", *_others, **_named) -> tuple[str, str]:
        self.opened()
        kind = self.random.choice(kinds.split(";;"))
        number = self.random.randrange(FEW)
        wanted = [ending for ending in ENDINGS if ending and f"*{ending}" in kinds] or [""]
        ending = self.random.choice((*wanted * 3, *ENDINGS))
        name = self.random.choice((f"{number}{ending}",) * 8 + ("", f"nowhere/{number}{ending}"))
        self.say(f"  {title!r} proposes {Path(proposed).name!r}, gets {name!r} of {kind!r}")
        return (str(self.folder / name) if name else ""), kind

    def _open(self, _parent=None, title="", *_others, **_named) -> tuple[str, str]:
        self.opened()
        path = self.any() if self.random.random() < 0.85 else ""
        self.say(f"  {title!r} gets {Path(path).name!r}")
        return str(path), ""

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        """Nothing is shown outside the window."""
        self._shown(url)

    def _shown(self, url: QUrl) -> bool:
        self.say(f"  shows {url.toString()[:60]}")
        return True
