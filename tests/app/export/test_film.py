"""Films: pictures of runs on their way, in one file; by `saddle run --gif`, and by the process that a window starts."""

import os
import pickle
import sys

import numpy as np
import pytest
from PIL import Image, ImageSequence

from app.command_line.main import main
from app.export import film as films
from app.export.export_process import Cancelled
from app.export.film import evenly, every
from app.export.film_process import FilmOrder, make
from app.export.pictures import drawn
from app.window.export_job import ExportJob
from sims import registry
from sims.params import ParameterError
from sims.run import Run
from sims.simulation import fingerprint

SIZE = (320, 200)


def frames_of(path):
    with Image.open(path) as film:
        return [np.asarray(frame.convert("RGB"), int) for frame in ImageSequence.Iterator(film)], film.info


def test_a_film_shows_the_run_at_even_steps(tmp_path, capsys):
    path = tmp_path / "Lauf ä.gif"
    assert main(["run", "gan", "--steps", "4", "--set", "batch_size=8", "--set", "learning_rate_g=0.1",
                 "--gif", str(path)]) == 0
    frames, info = frames_of(path)
    assert len(frames) == 5 and info["loop"] == 0
    assert all(frame.shape == (480, 640, 3) for frame in frames)
    assert all((one != other).any() for one, other in zip(frames, frames[1:]))


def test_a_run_that_diverges_ends_its_film(tmp_path, capsys):
    path = tmp_path / "film.gif"
    assert main(["run", "nash", "--steps", "5000", "--set", "learning_rate=1.5", "--gif", str(path)]) == 0
    assert 2 <= len(frames_of(path)[0]) < 60


def test_a_film_that_cannot_be_written_is_refused_before_the_work(tmp_path, capsys):
    assert main(["run", "gan", "--steps", "1000000", "--gif", str(tmp_path / "nowhere" / "film.gif")]) == 2
    assert "cannot write" in capsys.readouterr().err


# What a window asks for ----------------------------------------------------------------------------------------------

def ordered(path, *runs, steps=(4, 6, 20), **others):
    logs = tuple((run.log(), pickle.dumps(run.keyframes.nearest(steps[0]))) for run in runs)
    return FilmOrder(logs, steps, SIZE, 10.0, str(path), **others)


def nash(steps=30, **values):
    simulation = registry.get("nash")
    run = Run(simulation, simulation.Params(**values))
    run.step(steps)
    return run


def at(log, step):
    run = Run.from_log(registry.get(log["simulation"]), log, replay=False)
    run.seek(step)
    return np.frombuffer(drawn([run], SIZE), np.uint8).reshape(*SIZE[::-1], 3).astype(int)


def test_which_steps_a_film_shows():
    assert evenly(10, 20, 3) == (10, 15, 20) and evenly(7, 9, 60) == (7, 8, 9)
    assert every(0, 10, 4) == (0, 4, 8, 10) and every(3, 9, 3) == (3, 6, 9)


def test_a_film_shows_the_very_run_at_its_steps_with_what_was_changed_on_the_way(tmp_path, qapp):
    run = nash(10, method="alternating")
    run.set("learning_rate", 0.7)
    run.step(20)
    order = ordered(tmp_path / "film.webp", run)
    taken = []
    make(order, lambda: None, taken.append)
    frames, _info = frames_of(order.path)
    assert taken == [1, 2, 3] and len(frames) == 3
    for frame, step in zip(frames, order.steps):
        wanted = [np.abs(frame - at(run.log(), other)).mean() for other in order.steps]
        assert np.argmin(wanted) == order.steps.index(step) and min(wanted) < 2         # WebP loses a little


def test_a_film_of_the_lab_begins_at_a_keyframe_with_the_state_that_a_replay_has(tmp_path, qapp, monkeypatch):
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(batch_size=8))
    run.step(40)
    seen = []
    monkeypatch.setattr(films, "drawn", lambda runs, size: seen.append(fingerprint(runs[0].state)) or bytes(192_000))
    make(ordered(tmp_path / "film.gif", run, steps=(30, 37)), lambda: None, lambda _taken: None)
    twin, wanted = Run(simulation, run.base), []
    for step in (30, 37):
        twin.seek(step)
        wanted.append(fingerprint(twin.state))
    assert seen == wanted


def test_runs_stand_side_by_side(tmp_path, qapp):
    order = ordered(tmp_path / "film.gif", nash(method="alternating"), nash(method="simultaneous"), steps=(5, 30))
    make(order, lambda: None, lambda _taken: None)
    first, last = frames_of(order.path)[0]
    assert first.shape == (200, 320, 3)
    for half in (slice(0, 160), slice(160, 320)):
        assert (first[:, half] != last[:, half]).any()
    assert (last[:, :160] != last[:, 160:]).any()


def test_what_is_called_off_leaves_the_old_file_and_nothing_else(tmp_path, qapp):
    path = tmp_path / "film.gif"
    path.write_text("old")
    for limit in (1, 5, 8):                     # while it is replayed, while pictures are taken, while it is written
        left = [limit]

        def look(left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Cancelled
        with pytest.raises(Cancelled):
            make(ordered(path, nash()), look, lambda _taken: None)
        assert os.listdir(tmp_path) == ["film.gif"] and path.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for ffmpeg is a script")
def test_an_mp4_is_written_by_ffmpeg_and_what_it_says_is_told(tmp_path, monkeypatch, qapp):
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\ndata = sys.stdin.buffer.read()\n"
                       "open(sys.argv[-1], 'w').write(f'{len(data)} ' + ' '.join(sys.argv[1:-1]))\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    assert films.suffixes() == (".gif", ".webp", ".mp4")
    path = tmp_path / "film.mp4"
    make(ordered(path, nash()), lambda: None, lambda _taken: None)
    length, *said = path.read_text().split()
    assert int(length) == 3 * 320 * 200 * 3
    assert said[said.index("-video_size") + 1] == "320x200" and said[said.index("-framerate") + 1] == "10"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no encoder')\n")
    path.write_text("old")
    with pytest.raises(OSError, match="ffmpeg: no encoder"):
        make(ordered(path, nash()), lambda: None, lambda _taken: None)
    assert path.read_text() == "old"
    monkeypatch.setenv("PATH", "")
    assert films.suffixes() == (".gif", ".webp")


def test_a_process_makes_the_film_or_says_why_not_and_one_that_is_called_off_leaves_nothing(tmp_path, qtbot):
    job, taken = ExportJob(ordered(tmp_path / "film.gif", nash())), []
    job.progressed.connect(taken.append)
    with qtbot.waitSignal(job.ended, timeout=60_000) as ended:
        pass
    assert ended.args == [None] and taken == [1, 2, 3] and not job.running
    assert len(frames_of(tmp_path / "film.gif")[0]) == 3
    job = ExportJob(ordered(tmp_path / "nowhere" / "film.gif", nash(), steps=(2, 3)))
    with qtbot.waitSignal(job.ended, timeout=60_000) as ended:
        pass
    assert isinstance(ended.args[0], ParameterError) and "could not be written" in str(ended.args[0])
    job = ExportJob(ordered(tmp_path / "other.gif", nash(), steps=tuple(range(1, 31))))
    qtbot.waitSignal(job.progressed, timeout=60_000).wait()
    job.call_off()
    qtbot.waitUntil(lambda: not job.running, timeout=30_000)
    assert os.listdir(tmp_path) == ["film.gif"]
