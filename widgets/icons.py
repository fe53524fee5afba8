"""The icons of buttons and menus: SVG paths on a 24 x 24 grid, rendered in the colours of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from widgets.theme import Theme, themes

_STROKE = 'fill="none" stroke="{c}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_FILL = 'fill="{c}" stroke="{c}" stroke-width="1.4" stroke-linejoin="round"'
_BAR = '<path d="M{x} 5v14" ' + _STROKE + "/>"
_CIRCULAR = ('<path d="M19 12a7 7 0 1 1-2.2-5.1" ' + _STROKE + '/><path d="M19.6 3.4v5h-5z" ' + _FILL + "/>")
_DICE = '<rect x="4" y="4" width="16" height="16" rx="3.5" ' + _STROKE + "/>"


def _dots(*places: tuple[float, float]) -> str:
    return "".join(f'<circle cx="{x}" cy="{y}" r="1.7" fill="{{c}}"/>' for x, y in places)


_SHAPES = {
    "restart": _BAR.replace("{x}", "5") + f'<path d="M19 5.5v13L9 12z" {_FILL}/>',
    "back": _BAR.replace("{x}", "18") + f'<path d="M14.5 5.5v13L5 12z" {_FILL}/>',
    "sub_back": f'<path d="M14.5 7.5v9L8 12z" {_FILL}/>' + _dots((18.5, 12)),
    "play": f'<path d="M7 4.5v15L19.5 12z" {_FILL}/>',
    "pause": f'<path d="M7 5h3v14H7zM14 5h3v14h-3z" {_FILL}/>',
    "sub_step": f'<path d="M9.5 7.5v9L16 12z" {_FILL}/>' + _dots((5.5, 12)),
    "step": _BAR.replace("{x}", "6") + f'<path d="M9.5 5.5v13L19 12z" {_FILL}/>',
    "step_d": f'<path d="M4 6v12h2.5a6 6 0 0 0 0-12z" {_STROKE}/><path d="M16 8v8l5.5-4z" {_FILL}/>',
    "step_g": f'<path d="M12 8.3a5 5.5 0 1 0 .5 4.7h-4" {_STROKE}/><path d="M16 8v8l5.5-4z" {_FILL}/>',
    "new_seed": _DICE + _dots((8.5, 8.5), (15.5, 8.5), (12, 12), (8.5, 15.5), (15.5, 15.5)),
    "reset": _CIRCULAR,
    "fit": f'<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" {_STROKE}/>',
    "stop_when": f'<path d="M4 6v12M8.5 6v12" {_STROKE}/>'
                 f'<path d="M14 20V4.5h7l-2 3.5 2 3.5h-7" {_STROKE}/>',
    "full_screen": f'<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5'
                   f'M4 4l5 5M20 4l-5 5M20 20l-5-5M4 20l5-5" {_STROKE}/>',
    "presentation": f'<path d="M3 4.5h18M5 4.5v10.5h14V4.5M12 15v2.5M8 20.5l4-3 4 3" {_STROKE}/>',
    "theme": f'<circle cx="12" cy="12" r="8" {_STROKE}/><path d="M12 4a8 8 0 0 1 0 16z" {_FILL}/>',
    "laser": f'<circle cx="12" cy="12" r="3.5" {_FILL}/>'
             f'<path d="M12 3v3M12 18v3M3 12h3M18 12h3" {_STROKE}/>',
    "spotlight": f'<rect x="3" y="4.5" width="18" height="15" rx="2" {_STROKE}/>'
                 f'<circle cx="12" cy="12" r="4" {_FILL}/>',
    "freeze": f'<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9" {_STROKE}/>'
              f'<path d="M9.5 4.5L12 7l2.5-2.5M9.5 19.5L12 17l2.5 2.5" {_STROKE}/>',
    "pin_bar": f'<path d="M9 3.5h6l-1 7 3 3.5H7l3-3.5zM12 14v6.5" {_STROKE}/>',
    "opened": f'<path d="M5 8.5h14l-7 8z" {_FILL}/>',
    "folded": f'<path d="M8.5 5v14l8-7z" {_FILL}/>',
    "leave": f'<path d="M6 6l12 12M18 6L6 18" {_STROKE}/>',
    "class_window": f'<rect x="2.5" y="4" width="10" height="8" rx="1" {_STROKE}/>'
                    f'<rect x="9.5" y="12" width="12" height="8.5" rx="1" {_FILL}/>',
    "lesson": f'<path d="M12 6.5C9.5 4.8 6.5 4.5 4 5v13c2.5-.5 5.5-.2 8 1.5 2.5-1.7 5.5-2 8-1.5V5'
              f'c-2.5-.5-5.5-.2-8 1.5zv13" {_STROKE}/>',
    "save": f'<path d="M12 4v10M8 10.5l4 4 4-4M4.5 16v4h15v-4" {_STROKE}/>',
    "open": f'<path d="M3.5 19V5.5h6l2 2.5h9v11z" {_STROKE}/>',
    "picture": f'<rect x="3.5" y="5" width="17" height="14" rx="2" {_STROKE}/>'
               f'<path d="M4 16l5-5 4 4 3-3 4 4" {_STROKE}/>' + _dots((15.5, 9)),
    "code": f'<path d="M8.5 7l-5 5 5 5M15.5 7l5 5-5 5" {_STROKE}/>',
    "compare": f'<rect x="3.5" y="5" width="7" height="14" rx="1" {_STROKE}/>'
               f'<rect x="13.5" y="5" width="7" height="14" rx="1" {_STROKE}/>',
    "help": f'<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3" {_STROKE}/>' + _dots((12, 19)),
}
NAMES = tuple(_SHAPES)


def icon(name: str, role: str = "ink", theme: Theme | None = None) -> QIcon:
    """The icon `name` in the colours of the theme; draw it anew after `themes.changed`."""
    theme = theme or themes.current
    return _drawn(name, theme.colour(role).name(), theme.colour("border").name())


@cache
def _drawn(name: str, colour: str, disabled: str) -> QIcon:
    """Drawn once: a bar with ten buttons that comes to the front would otherwise draw 120 pictures."""
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for size in (16, 24, 32, 48, 72, 96):
            result.addPixmap(_draw(name, ink, size), mode)
    return result


def _draw(name: str, colour: str, size: int) -> QPixmap:
    shape = _SHAPES[name].replace("{c}", colour)
    source = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{shape}</svg>'
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
