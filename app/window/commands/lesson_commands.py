"""Commands about lessons: one is chosen or opened from a file, and gone through stop by stop."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from app.files import write_text
from app.panels.panel import Panel
from app.window.actions import FILE, LESSONS, VIEW, command
from app.window.commands.file_commands import FileCommands
from app.window.dialogs.save_as import NOT_WRITTEN, ask_path, say
from app.window.exports import Exports
from app.window.lessons.frame import LessonFrame
from app.window.lessons.progress import Progress
from app.window.presenter import Presenter
from app.window.window import Window
from sims.params import N_, ParameterError
from widgets.language import _, chosen, sentence

if TYPE_CHECKING:
    from app.lessons.lesson import Lesson
    from app.window.lessons.player import LessonPlayer

LESSON_FILES = N_("Lesson (*.md)")
PDF_FILES, HTML_FILES = N_("PDF pages (*.pdf)"), N_("HTML page (*.html)")
NOT_READ = N_("{file} could not be read: {reason}. Open a copy of it in a folder of yours.")
NOT_OPENED = N_("{file} was not opened. {fault}")
NO_RUN = N_("There is no run here that a lesson could begin with. Go to a panel with a run, such as the lab.")
#: Panels that show runs of a simulation which has a panel of its own.
NOT_USUAL = ("compare", "seeds")
#: Commands that do something only while there is a lesson.
WITHIN = ("next_stop", "previous_stop", "play_stop", "try_it_yourself", "fold_card", "close_lesson")


class LessonCommands:
    """frame: holds panels and card. files: asks about runs that a lesson would replace. exports: makes hand-outs. What
    a lesson needs is imported with the first one: the window is to be painted soon."""

    def __init__(self, window: Window, presenter: Presenter, frame: LessonFrame, files: FileCommands,
                 exports: Exports):
        self.window, self.presenter, self.frame, self.files = window, presenter, frame, files
        self.exports = exports
        self.progress = Progress(window)

    @cached_property
    def player(self) -> LessonPlayer:
        from app.window.lessons.player import LessonPlayer
        return LessonPlayer(self.window, self.presenter, self.frame, self.progress, self.show_state)

    @property
    def is_open(self) -> bool:
        """Whether one is in a lesson."""
        return "player" in vars(self) and self.player.lesson is not None

    @command(N_("Lessons…"), LESSONS, "Ctrl+Shift+L", icon="lesson")
    def lessons(self) -> None:
        """List the lessons with what one has seen of them; the one that is chosen begins."""
        from app.window.dialogs.lessons_dialog import LessonsDialog
        dialog = LessonsDialog(self.window, self.progress)
        dialog.chosen.connect(lambda lesson: self.begin(lesson, lesson.key))
        dialog.print_asked.connect(self.print_as_hand_out)
        dialog.open()

    def begin_tour(self) -> None:
        """Begin the lesson for the first start."""
        from app.lessons import course
        lesson = course.lesson("0")
        self.begin(lesson, lesson.key)

    @command(N_("Next stop"), LESSONS, "PgDown", separated=True)
    def next_stop(self) -> None:
        self.player.on()

    @command(N_("Previous stop"), LESSONS, "PgUp")
    def previous_stop(self) -> None:
        self.player.back()

    @command(N_("Play as far as the stop goes"), LESSONS, "P")
    def play_stop(self) -> None:
        """From its beginning, where it has been played."""
        self.player.play()

    @command(N_("Try it yourself, or back to the lesson"), LESSONS, "Y")
    def try_it_yourself(self) -> None:
        self.player.leave_or_come_back()

    @command(N_("Fold or unfold the card"), LESSONS, "L")
    def fold_card(self) -> None:
        self.player.fold()

    @command(N_("Close the lesson"), LESSONS)
    def close_lesson(self) -> None:
        self.player.close()

    @command(N_("Open lesson…"), FILE)
    def open_lesson(self) -> None:
        """Ask for the file of a lesson."""
        path, _filter = QFileDialog.getOpenFileName(self.window, _("Open lesson"), self.files.recent.folder(),
                                                    _(LESSON_FILES))
        if path:
            self.open_file(Path(path))

    @command(N_("New lesson from here…"), FILE)
    def new_lesson(self) -> None:
        """Write a file whose first stop is what is on the screen, and begin it as a lesson."""
        from app.lessons.beginning import first_file
        from app.sessions.link import write_link
        panel = self.window.panel
        logs = panel.logs()[:1]
        if not logs:
            say(panel, _(NO_RUN))
            return
        path = ask_path(self.window, _("New lesson"), self.files.recent.folder(), "lesson.md", _(LESSON_FILES), ".md")
        if path is None:
            return
        try:
            text = first_file(path.stem, write_link(logs), panel.group if panel.group in NOT_USUAL else "",
                              _("What is to be seen here? Write it in Markdown; docs/lessons.md says what else a stop "
                                "can have."))
            write_text(path, text)
        except ParameterError as error:
            say(panel, sentence(error))
        except OSError as error:
            say(panel, _(NOT_WRITTEN).format(file=path.name, reason=error.strerror or type(error).__name__))
        else:
            self.open_file(path)

    @command(N_("Print lesson…"), FILE)
    def print_lesson(self) -> None:
        """That which is open, or one of the list."""
        if self.is_open:
            self.print_as_hand_out(self.player.lesson)
        else:
            self.lessons()

    def print_as_hand_out(self, lesson: Lesson) -> None:
        """Ask for a file, and make it of this lesson beside the window."""
        if self.exports.refuse_second():
            return
        remembered = self.window.settings.print_folder
        folder = remembered if remembered and os.path.isdir(remembered) else self.files.recent.folder()
        path = ask_path(self.window, _("Print lesson"), folder, f"{lesson.key}.pdf",
                        ";;".join(map(_, (PDF_FILES, HTML_FILES))), ".pdf", ".html")
        if path is None:
            return
        from app.export.hand_out_process import HandOutOrder
        self.window.remember(print_folder=str(path.parent))
        count = len(lesson.stops)
        self.exports.begin(HandOutOrder(lesson, str(path), chosen()), count, _("Print lesson"),
                           _("{file}: the scenes are run for their pictures …").format(file=path.name),
                           lambda done: _("{file}: picture {number} of {count}").format(
                               file=path.name, number=done, count=count))

    def open_file(self, path: Path) -> None:
        """Begin the lesson of a file. What is wrong with it is a sentence that names the line; then nothing changes."""
        from app.lessons.lesson import LessonError, read_lesson
        from app.window.lessons.names import demand_names
        try:
            lesson = read_lesson(path)
            demand_names(lesson)
        except LessonError as error:
            say(self.window.panel, _(NOT_OPENED).format(file=path.name, fault=sentence(error)))
        except OSError as error:
            say(self.window.panel, _(NOT_READ).format(file=path.name, reason=error.strerror or type(error).__name__))
        else:
            self.begin(lesson, str(path.absolute()))

    def begin(self, lesson: Lesson, key: str) -> None:
        """Go into a lesson, once it is settled what becomes of runs in its panels. key: of its progress."""
        def begin() -> None:
            self.player.open(lesson, key)
            self.show_state()
        touched = [panel for panel in self.window.tabs.built
                   if any(stop.panel == panel.group or panel.shows(stop.scene.simulation, 1) for stop in lesson.stops)]
        if not self.files.asks_about_unsaved(touched, begin):
            begin()

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Those that the lesson goes through now; none where there is no lesson."""
        return self.player.panels if self.is_open else ()

    def speak_anew(self, replaced: Mapping[Panel, Panel]) -> None:
        """Go on in the language of now. replaced: the panel that has taken over from each."""
        if "player" in vars(self):
            self.player.speak_anew(replaced)

    @command(N_("Blank the panel"), VIEW, ".", separated=True)
    def blank(self) -> None:
        """Cover the panel with black, as while one speaks; any key shows it again."""
        self.frame.blank.cover()

    @Slot()
    def show_state(self) -> None:
        """Enable what can be done now, and tell the lesson that its panel has something new."""
        for key in WITHIN:
            self.window.actions_by_key[key].setEnabled(self.is_open)
        self.presenter.show_state()
        if self.is_open:
            self.player.see()
