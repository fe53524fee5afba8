"""The icons of the package, all drawn from the one SVG: PNGs for Linux, .ico for Windows, .icns for macOS."""

from __future__ import annotations

import os
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256, 512, 1024)


def draw(svg: Path, folder: Path) -> None:
    """Write saddle-<size>.png for each of SIZES (pixels), saddle.png (256), saddle.ico and saddle.icns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(svg))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(folder / f"saddle-{size}.png"))
    drawn = [Image.open(folder / f"saddle-{size}.png") for size in SIZES]
    drawn[SIZES.index(256)].save(folder / "saddle.png")
    drawn[SIZES.index(256)].save(folder / "saddle.ico", sizes=[(size, size) for size in SIZES if size <= 256],
                                 append_images=drawn[:SIZES.index(256)])
    drawn[-1].save(folder / "saddle.icns", append_images=drawn[:-1])
