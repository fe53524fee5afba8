"""A lesson on paper: its stops with pictures made by running them, questions without answers, answers at the end.

The same pages as HTML, with all pictures inside the one file, and as PDF.
"""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from app.export.empty_axes import empty_axes
from app.export.pictures import save_picture
from app.files import atomically, write_text
from app.lessons.drawing import drawn_between
from app.lessons.lesson import Lesson, Question, Stop
from app.lessons.playing import first_step, pause_at
from app.lessons.text import pieces
from app.lessons.translated import translated
from app.panels.metric_names import metric_name
from sims.events import read_events
from sims.params import change
from sims.run import Run
from sims.simulation import Simulation
from widgets.formulas.latex import mathml_of
from widgets.formulas.typeset import INK, typeset
from widgets.language import _
from widgets.numbers import short

WIDTH = 600                             # of a picture on the page, in units of 1/96 inch
FORMULA, SHARPNESS = 18.0, 3            # size of an em in such units, and pixels of each
MOST_STEPS = 20_000                     # that a condition is waited for
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_STYLE = ("body{font-family:sans-serif;max-width:42em;margin:2em auto;line-height:1.4}img{max-width:100%}"
          ".question{border-left:3px solid #888;padding-left:1em}.small{color:#444}")

Make = Callable[[str], Simulation]


class HandOut:
    """make(name): a simulation on which the scenes are run. show(count): called as so many of its pictures are ready.
    look(): called again and again meanwhile; what it raises ends it."""

    def __init__(self, lesson: Lesson, make: Make, show: Callable[[int], object] = lambda _count: None,
                 look: Callable[[], object] = lambda: None):
        self.lesson = translated(lesson, _)
        self._pictures: dict[str, QImage] = {}
        for number, stop in enumerate(lesson.stops, 1):
            self._pictures[f"stop-{number}"] = _picture(stop, make, look)
            show(number)
        self._page = "".join(self._pieces())

    def write(self, path: Path) -> None:
        """As HTML where its name ends so, else as PDF. Raises OSError."""
        (self.write_html if path.suffix.lower() == ".html" else self.write_pdf)(path)

    def write_html(self, path: Path) -> None:
        """Raises OSError."""
        page = re.sub(r'src="([\w-]+)"', lambda found: f'src="{_data(self._pictures[found[1]])}"', self._page)
        head = f'<meta charset="utf-8"><title>{escape(self.lesson.title)}</title><style>{_STYLE}</style>'
        write_text(path, f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>{page}</body></html>\n")

    def write_pdf(self, path: Path) -> None:
        """A4. Raises OSError."""
        atomically(path, self._print)

    def _print(self, path: Path) -> None:
        made = QBuffer()                                # Qt would not say that a disk is full
        made.open(QIODevice.OpenModeFlag.WriteOnly)
        self._print_into(made)
        path.write_bytes(made.data().data())

    def _print_into(self, made: QBuffer) -> None:
        writer = QPdfWriter(made)
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
                                         QMarginsF()))      # the document has margins of its own
        writer.setTitle(self.lesson.title)
        document = QTextDocument()
        for name, image in self._pictures.items():
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        document.setHtml(self._page)
        document.print_(writer)

    # The page --------------------------------------------------------------------------------------------------------

    def _pieces(self) -> Iterator[str]:
        yield f"<h1>{escape(self.lesson.title)}</h1>"
        if self.lesson.about:
            yield f"<p>{escape(self.lesson.about)}</p>"
        for number, stop in enumerate(self.lesson.stops, 1):
            begin = ' style="page-break-before:always"' if number > 1 else ""
            yield f"<h2{begin}>{number}. {escape(stop.title)}</h2>"
            if not _is_drawn(stop):
                yield f'<p><img src="stop-{number}" width="{WIDTH}"></p>'
            yield from self._text(stop.text)
            if stop.question is not None:
                yield self._question(number, stop)
            if stop.claims:
                said = " ".join(escape(claim.text) for claim in stop.claims)
                yield f'<p class="small"><i>{escape(_("Worked out by running it:"))} {said}</i></p>'
        asked = [(number, stop) for number, stop in enumerate(self.lesson.stops, 1) if stop.question is not None]
        if asked:
            yield f"<h2 style='page-break-before:always'>{escape(_('Answers'))}</h2>"
        for number, stop in asked:
            yield f"<p>{number}. {escape(_answer(stop.question))}</p>"
            if _is_drawn(stop):
                yield f'<p><img src="stop-{number}" width="{WIDTH}"></p>'

    def _question(self, number: int, stop: Stop) -> str:
        """With its choices, empty axes for a curve, or room for a number."""
        question = stop.question
        lines = [f"<b>{escape(question.text)}</b>"]
        lines += [f"{letter}) {escape(choice)}" for letter, choice in zip("abcdefgh", question.choices)]
        if question.kind == "number":
            lines.append("______")
        if question.kind == "curve":
            x, y = drawn_between(stop), question.y
            x_name = metric_name(question.over) if question.over else _("step")
            y_name = metric_name(question.metric)
            self._pictures[f"axes-{number}"] = empty_axes(x_name, y_name, x, y)
            said = " / ".join(_("{axis} from {low} to {high}").format(axis=name, low=short(low), high=short(high))
                              for name, (low, high) in ((y_name, y), (x_name, x)))
            lines.append(f'<img src="axes-{number}" width="{WIDTH}" alt="{escape(said)}">')
        return f'<p class="question">{"<br>".join(lines)}</p>'

    def _text(self, text: str) -> Iterator[str]:
        for piece, is_formula in pieces(text):
            if is_formula:
                yield self._formula(piece)
            else:
                document = QTextDocument()
                document.setMarkdown(piece)
                yield _BODY.search(document.toHtml())[1]

    def _formula(self, latex: str) -> str:
        try:
            made = typeset(mathml_of(latex))
        except ValueError:
            return f"<p>{escape(latex)}</p>"
        image = QImage(round(made.width * FORMULA * SHARPNESS), round(made.height * FORMULA * SHARPNESS),
                       QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(made.svg.replace(INK, "#000000").encode())).render(painter)
        painter.end()
        name = f"formula-{len(self._pictures)}"
        self._pictures[name] = image
        return (f'<p align="center"><img src="{name}" width="{round(made.width * FORMULA)}" '
                f'height="{round(made.height * FORMULA)}" alt="{escape(latex)}"></p>')


def _is_drawn(stop: Stop) -> bool:
    """Whether its question is answered by a curve, which its picture would give away."""
    return stop.question is not None and stop.question.kind == "curve"


def _answer(question: Question) -> str:
    letter = f"{'abcdefgh'[question.right]}) " if question.choices else ""
    return letter + question.explanation


def _picture(stop: Stop, make: Make, look: Callable[[], object]) -> QImage:
    """The scene where it has played to its end, and else as it stands."""
    simulation = make(stop.scene.simulation)
    log = stop.scene.log
    params = change(simulation.Params(), **log["params"])
    run = Run(simulation, params, log["seed"], read_events(params, log["events"]))
    for _part in run.seeking(_last_step(stop)):
        look()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stop.png")
        save_picture(run, str(path))
        return QImage(str(path))


def _last_step(stop: Stop) -> int:
    """Where the picture is taken: where a condition on the steps ends the play, or the step of the scene."""
    pause = pause_at(stop)
    if pause is not None and pause[0] == "step":
        return min(int(pause[2]), MOST_STEPS)
    return max(first_step(stop), stop.scene.step)


def _data(image: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(bytes(buffer.data())).decode()}"
