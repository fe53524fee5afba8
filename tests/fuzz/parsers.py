"""Everything that reads what a person or another program wrote, as functions of bytes.

Each may refuse with ParameterError or Refusal, whose text is a sentence; whatever else it raises is a fault. `watched`
also holds it to the limits: no longer than SECONDS of a processor, no file outside its own folder written, no socket,
no program.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from app import panels
from app.command_line.refusal import Refusal
from app.sessions import file_format
from app.sessions.link import read_link
from sims.params import ParameterError

SECONDS = 2.0
ROOT = Path(__file__).parents[2]
LESSONS = (0, 1, 2, 10, 12)         # which have between them all that a lesson can have
FOLDER = Path(tempfile.mkdtemp(prefix="saddle-fuzz-"))


class Fault(AssertionError):
    """What a parser must not do."""


@dataclass(frozen=True)
class Parser:
    """read: raises ParameterError or Refusal where it refuses. seeds: good input, from which bad is made. words: what
    is worth putting into it. prepare: loads what takes long once."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    prepare: Callable[[], object] = lambda: None


# What may not happen -------------------------------------------------------------------------------------------------

_FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn", "subprocess.Popen", "pickle.find_class",
              "socket.connect", "socket.bind", "socket.getaddrinfo", "shutil.rmtree")
_watching: list[str] = []


def _audit(event: str, arguments: tuple) -> None:
    if not _watching:
        return
    if event in _FORBIDDEN:
        _watching.append(f"{event} {arguments!r}"[:200])
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
        path = Path(os.fsdecode(arguments[0])).absolute()
        if FOLDER not in path.parents and path != Path(os.devnull):
            _watching.append(f"writes {path}")


sys.addaudithook(_audit)


def watched(parser: Parser, data: bytes) -> str:
    """What the parser says of these bytes, "" where it takes them. Raises Fault."""
    parser.prepare()
    _watching[:] = ["on"]
    begun = time.process_time()             # whatever else this machine is at
    try:
        parser.read(data)
        said = ""
    except (ParameterError, Refusal) as error:
        said = str(error)
    finally:
        taken, (_on, *done) = time.process_time() - begun, tuple(_watching)
        _watching.clear()
    if done:
        raise Fault(done[0])
    if taken > SECONDS:
        raise Fault(f"it took {taken:.1f} s")
    if "Traceback" in said or len(said) > 4000:
        raise Fault(f"it said {said[:200]!r}")
    return said


# The parsers ---------------------------------------------------------------------------------------------------------

def _file(name: str, data: bytes) -> Path:
    path = FOLDER / name
    path.write_bytes(data)
    return path


def _session(data: bytes) -> None:
    file_format.read(_file("run.saddle", data))


def _saved() -> bytes:
    from tests.app.sessions.saved_runs import a_run, session_of
    path = FOLDER / "good.saddle"
    file_format.write(path, session_of(a_run("gan")))
    return path.read_bytes()


def _entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_entry(good: Mapping[str, bytes], name: str) -> Callable[[bytes], None]:
    """A session in which one entry is other than it was, in a zip whose sums are right."""
    def read(data: bytes) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for entry, held in {**good, name: data}.items():
                archive.writestr(entry, held)
        _session(out.getvalue())
    return read


def _array_entry(good: Mapping[str, bytes]) -> tuple[Callable[[bytes], None], bytes]:
    """A session in which the first array of its state is other than it was; and that array."""
    arrays = _entries(good["keyframe-0.npz"])
    name = next(iter(arrays))

    def read(data: bytes) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for entry, held in {**arrays, name: data}.items():
                archive.writestr(entry, held)
        _with_entry(good, "keyframe-0.npz")(out.getvalue())
    return read, arrays[name]


def _link(data: bytes) -> None:
    read_link(data.decode("utf-8", "replace"))


def _lesson(data: bytes) -> None:
    """As the window opens it: up to what it says of a stop that has not played."""
    from app.lessons import drawing, lesson, measured, playing, translated
    from app.window.lessons.names import demand_names
    read = translated.translated(lesson.read_lesson(_file("lesson.md", data)), str)
    demand_names(read)
    for stop in read.stops:
        playing.first_step(stop), playing.pause_at(stop)
        if stop.question is not None and stop.question.kind == "curve":
            drawing.drawn_between(stop)
        for claim in stop.claims:
            measured.mark(claim)


def _condition(data: bytes) -> None:
    from app.lessons.expression import Expression
    Expression(data.decode("utf-8", "replace"))


def _points(data: bytes) -> None:
    from app.point_tables.reader import read
    from app.point_tables.target import target_of_table
    target_of_table(read(data, "points.csv"), "points.csv")


def _picture(data: bytes) -> None:
    from app.panels.gan.target_files import load_target
    load_target(_file("target", data))


def _journal(data: bytes) -> None:
    """As the window lists and continues it."""
    from app.sweeps import kept_maps
    from app.sweeps.journal import Journal
    path = FOLDER / "map.json"
    _file("map.json.part", data)
    try:
        plan, _done = kept_maps.read(path)
        plan.cells()
    finally:
        journal = Journal(path, _plan())
        try:
            journal.read(fresh=False)
        finally:
            journal.close()
            path.with_name("map.json.part").unlink(missing_ok=True)


def _map(data: bytes) -> None:
    from app.sweeps import kept_maps
    from app.sweeps.journal import Journal
    path = _file("map.json", data)
    try:
        kept_maps.read(path)
    finally:
        try:
            Journal(path, _plan()).read(fresh=False)
        finally:
            path.unlink(missing_ok=True)
            path.with_name("map.json.part").unlink(missing_ok=True)


def _plan():
    from app.sweeps.plan import Plan
    from sims import registry
    vary = {"learning_rate": (0.01, 0.02), "x0": (0.5, 1.0)}
    return Plan("nash", registry.get("nash").Params(), vary, (0,), 3, "cpu")


def _settings(data: bytes) -> None:
    from app.window import settings
    with mock.patch.object(settings, "path", lambda: FOLDER / "settings.json"):
        _file("settings.json", data)
        settings.save(settings.load(), settings.Settings())


def _command_line(data: bytes) -> None:
    """Words on lines. Where they ask for steps, there are two."""
    from app.command_line.main import main
    words = [word for word in data.decode("utf-8", "replace").replace("\0", "").split("\n") if word][:40]
    if not words or words[0] not in ("run", "list", "code", "link", "lesson", "sweep"):
        words = ["list", *words]
    if words[0] in ("claims", "selftest"):
        return
    if words[0] in ("run", "sweep"):
        words += ["--steps", "2", "--json", str(FOLDER / "out.json")]
    out = io.StringIO()
    with contextlib.chdir(FOLDER), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:                                            # files that are named without a folder are written there
            status = main(words)
        except SystemExit as error:                     # argparse, after --help
            status = error.code
    if status not in (0, 1, 2) or "Traceback" in out.getvalue():
        raise Fault(f"{words}: {status}, {out.getvalue()[-300:]}")


def _texts(data: bytes) -> None:
    """The free texts among the parameters."""
    from sims import params, registry
    text = data.decode("utf-8", "replace")
    refused = None
    for name in ("gan", "line", "transport"):
        for declared in params.parameters(registry.params_type(name)).values():
            if declared.scale == "text":
                try:
                    declared.parse(text)
                except ParameterError as error:
                    refused = error
    if refused is not None:
        raise refused


def parsers() -> dict[str, Parser]:
    saved = _saved()
    entries = _entries(saved)
    array, good_array = _array_entry(entries)
    lessons = tuple(path.read_bytes() for number in LESSONS
                    for path in (ROOT / "resources" / "lessons").glob(f"{number:02}-*.md"))
    plan = _plan()
    result = {"metrics": {"x": 1.0}, "status": "ok"}
    header = {"sweep": "0.4", **plan.request()}
    journal = "".join(json.dumps(line) + "\n" for line in (
        header, *({"cell": index, "result": result} for index in range(3)))).encode()
    whole = json.dumps({**header, "cells": [{**result, "params": {}, "seed": 0}] * len(plan.cells())}).encode()
    pictures = tuple((ROOT / "resources" / "presets").glob("*.png"))
    numbers = (b"1e999", b"-1", b"NaN", b"Infinity", b"9" * 400, b"0.1", b"1,5;2,5", b"\xff\xfe", b"\0",
               b"[" * 3000, b"9" * 5000)
    names = (b'"runs"', b'"log"', b"null", b"{}", b"[]", b"true", b'"', b"\\u0000", b"../../x", b"/etc/passwd")
    return {
        "session": Parser(_session, (saved,), (b"PK\x03\x04", b"PK\x05\x06", *numbers)),
        "session text": Parser(_with_entry(entries, "run.json"), (entries["run.json"],), numbers + names),
        "session array": Parser(array, (good_array,), (b"'descr': '|O'", b"<f8", b"(9999999999,)", b"True", *numbers)),
        "link": Parser(_link, (
            b"saddle:gan?objective=wgan&seed=3&200:r1=0.1#2000", b"saddle:nash?x0=1;2;3&seed=1;2;3#5.2",
            b"saddle:gan?points=0,0;1,1"), (b"&", b";", b"=", b"%00", b"%", b"#", *numbers)),
        "lesson": Parser(_lesson, lessons, (
            b"+++\n", b"# ", b"[[claims]]\n", b"[question]\n", b"scene = ", b"$$", b'kind = "curve"', b"x = [1, 0]",
            b"y = ", b'over = "real', b"metric = ", b"at_least = ", b'panel = "nash"', b"right = ", *numbers),
            prepare=lambda: [entry.load() for entry in panels.PANELS]),
        "condition": Parser(_condition, (b"modes >= 7 and w1 < 0.3", b"at(w1, 100) > 2 * mean(a.w1, 5, 10)"),
                            (b"**", b"9**9**9", b"(", b"__import__('os')", b"lambda: 0", b".", b"not ", *numbers)),
        "points": Parser(_points, (b"x,y\n1,2\n3,4\n5,6\n", b"1;2\n3,5;4\n", "x\ty\n1\t−2\n".encode("utf-16"),
                                   b"sep=;\n1;2\n\"3\";4\n"), (b"\n", b",", b";", b"\t", b'"', *numbers)),
        "picture": Parser(_picture, tuple(path.read_bytes() for path in pictures[:2]) + (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>',
            b"P2 3 3 255\n0 9 0 9 0 9 0 9 0\n"), (b"IHDR", b"99999", b"GIF89a", b"BM", *numbers)),
        "journal": Parser(_journal, (journal,), (b"\n", b'{"cell": 0}', *numbers, *names)),
        "map": Parser(_map, (whole,), numbers + names),
        "settings": Parser(_settings, (
            b'{"theme": "dark", "choices": {"gan.speed": "max"}, "recent": ["a"], "lessons": {}}',), numbers + names),
        "command line": Parser(_command_line, (
            b"run\nnash\n--set\nx0=2\n--seed\n3", b"code\ngan\n--preset\ncollapse", b"link\nnash\n--set\nx0=2",
            b"list\n--json", b"sweep\nnash\n--vary\nx0=1,2\n--vary\ny0=1:2:3\n--seeds\n2", b"lesson\n1",
            b"run\nnash\n--until\nx > 2"),
            (b"\n", b"\n--set\n", b"\n--points\n", b"\n--png\n", b"=", b"\n--until\n", b"\n--link\nsaddle:nash",
             *numbers)),
        "texts": Parser(_texts, (b"0,0;1,1", b"3:1,7:1", b"0.5 1 2"), (b":", b";", b",", b" ", *numbers)),
    }
