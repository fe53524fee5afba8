"""What is not a good .saddle file is one sentence, and harms nobody."""

import copy
import io
import json
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.sessions import file_format, snapshots
from app.sessions.file_format import SessionError
from sims import registry
from sims.params import ParameterError
from tests.app.sessions.saved_runs import a_run, packed, same

# What is not a good file is one sentence -----------------------------------------------------------------------------

def refusal(path):
    with pytest.raises(SessionError) as caught:
        file_format.read(path)
    text = str(caught.value)
    assert path.name in text
    assert "\n" not in text and text.endswith(".") and "{" not in text
    return text


def test_files_that_are_none_are_told_apart(tmp_path):
    assert "no file" in refusal(tmp_path / "gone.saddle")
    (tmp_path / "empty.saddle").touch()
    assert "is empty" in refusal(tmp_path / "empty.saddle")
    (tmp_path / "folder.saddle").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.saddle")
    (tmp_path / "text.saddle").write_bytes(b"\xff\xfe not even text")
    assert "not a run saved by Saddle" in refusal(tmp_path / "text.saddle")
    packed(tmp_path / "other.saddle", "{}", {}, zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(tmp_path / "letter.saddle", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<xml/>")
    assert "not a run saved by Saddle" in refusal(tmp_path / "letter.saddle")
    long = tmp_path / ("x" * 300 + ".saddle")
    assert "cannot be read" in refusal(long) or "no file" in refusal(long)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links take an administrator there")
def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "loop.saddle").symlink_to(tmp_path / "loop.saddle")
    assert "cannot be read" in refusal(tmp_path / "loop.saddle")


def test_a_file_that_may_not_be_read_and_a_pipe_are_refused(tmp_path, monkeypatch):
    import os
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.saddle")
        assert "not a run" in refusal(tmp_path / "pipe.saddle")
    (tmp_path / "locked.saddle").write_bytes(b"PK")

    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read: Permission denied" in refusal(tmp_path / "locked.saddle")


def change_at(content, where, value):
    content = copy.deepcopy(content)
    *way, last = where
    inner = content
    for key in way:
        inner = inner[key]
    inner[last] = value
    return content


LOG = ("runs", 0, "log")
HERE = {"number": 1, "name": "", "pinned": False, "log": None}


@pytest.mark.parametrize("where, value, says", [
    (("format",), "another program", "not a run saved by Saddle"),
    (("version",), 2, "newer Saddle"),
    (("version",), 0, "damaged"),
    (("version",), "1", "damaged"),
    ((*LOG, "version"), 99, "newer Saddle"),
    ((*LOG, "simulation"), "gann", "did you mean gan"),
    ((*LOG, "seed"), -1, "damaged"),
    ((*LOG, "seed"), True, "damaged"),
    ((*LOG, "position"), [-3, 0], "damaged"),
    ((*LOG, "position"), [10**9, 0], "damaged"),
    ((*LOG, "position"), [3], "damaged"),
    ((*LOG, "status"), "better", "damaged"),
    ((*LOG, "params", "batch_size"), 0, "batch_size takes a whole number from 1 to 4096"),
    ((*LOG, "params", "batch_size"), 10**18, "batch_size takes a whole number"),
    ((*LOG, "params", "hidden_width_g"), 0, "hidden_width_g takes a whole number"),
    ((*LOG, "params", "instance_noise"), -0.5, "instance_noise takes a number from 0"),
    ((*LOG, "params", "learning_rat_d"), 0.1, "did you mean learning_rate_d"),
    ((*LOG, "params", "objective"), "wgans", "did you mean wgan"),
    ((*LOG, "params", "objective"), ["wgan"], "damaged"),
    ((*LOG, "params", "objective"), "x" * 10_000, "damaged"),
    ((*LOG, "params", "objective"), "two\nlines", "damaged"),
    ((*LOG, "params"), [], "damaged"),
    ((*LOG, "events"), [[1, 0, "learning_rate_d", 50]], "learning_rate_d takes a number"),
    ((*LOG, "events"), [[1, 0, "hidden_width_g", 8]], "restart"),
    ((*LOG, "events"), [[1, 0, "nothing", 8]], "no parameter 'nothing'"),
    ((*LOG, "events"), [[1, 0.5, "r1", 1]], "damaged"),
    ((*LOG, "events"), [[1, 0, "r1"]], "damaged"),
    ((*LOG, "events"), [[1, 0, "r1", 1]] * 100_001, "damaged"),
    (("runs",), [], "damaged"),
    (("runs", 0, "state"), [1, 2], "damaged"),
    (("runs", 0, "trace_length"), 2, "damaged"),
    (("runs", 0, "trace_length"), 2**40, "damaged"),
    (("runs", 0, "thinned"), 1, "damaged"),
    ((*LOG, "stop"), -1, "damaged"),
    (("runs", 0, "branches"), 3, "damaged"),
    (("runs", 0, "branches"), [HERE, {**HERE, "number": 2}], "damaged"),        # only one can be here
    (("runs", 0, "branches"), [HERE, {**HERE, "log": {}}], "damaged"),
    (("runs", 0, "branches"), [{**HERE, "name": "two\nlines"}], "damaged"),
    (("runs", 0, "branches"), [{**HERE, "number": 0}], "damaged"),
    (("speed",), None, "damaged"),
    (("hidden",), "curves", "damaged"),
])
def test_what_the_text_of_a_file_must_not_say(tmp_path, good, where, value, says):
    _path, content, entries = good
    assert says in refusal(packed(tmp_path / "changed.saddle", change_at(content, where, value), entries))


@pytest.mark.parametrize("change, fits", [({}, True), ({"seed": 4}, False), ({"events": [[1, 0, "r1", -1]]}, False)])
def test_a_branch_begins_as_its_run_does(tmp_path, good, change, fits):
    _path, content, entries = good
    other = {**HERE, "number": 2, "log": {**content["runs"][0]["log"], **change}}
    path = packed(tmp_path / "branch.saddle", change_at(content, ("runs", 0, "branches"), [HERE, other]), entries)
    if fits:
        assert len(file_format.read(path).runs[0].branches) == 2
    else:
        refusal(path)


@pytest.mark.parametrize("text, says", [
    (b"", "damaged"), (b"\xff\xfe", "damaged"), (b"[" * 100_000, "damaged"), (b"[]", "not a run"), (b"{}", "not a run"),
    (b'{"format": NaN}', "damaged"), (b'{"format": "saddle run"}', "damaged"),
])
def test_texts_that_are_none(tmp_path, good, text, says):
    assert says in refusal(packed(tmp_path / "text.saddle", text, good[2]))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none(tmp_path, good, number):
    text = json.dumps(good[1]).replace("0.004", number)
    assert number in text
    assert "damaged" in refusal(packed(tmp_path / "numbers.saddle", text, good[2]))


def npz(**arrays):
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


class Trap:
    """Unpickling one makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def entry(header, data=b""):
    """An npz of one array whose header says this."""
    out = io.BytesIO()
    text = repr(header).encode().ljust(117) + b"\n"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("generator.npy", b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data)
    return out.getvalue()


HUGE = {"descr": "<f4", "fortran_order": False, "shape": (10**12,)}


@pytest.mark.parametrize("name, data", [
    ("keyframe-0.npz", b""),
    ("keyframe-0.npz", b"PK\x03\x04 no zip"),
    ("keyframe-0.npz", npz(generator=np.full((1, 5), np.nan, np.float32))),
    ("keyframe-0.npz", npz(generator=np.zeros(3, "U5"))),
    ("keyframe-0.npz", npz(generator=np.zeros(3, ">f4"))),
    ("keyframe-0.npz", npz(generator=np.zeros(3, complex))),
    ("keyframe-0.npz", entry(HUGE)),
    ("keyframe-0.npz", entry({**HUGE, "shape": (-1, -10)}, bytes(40))),
    ("keyframe-0.npz", entry({**HUGE, "descr": "|O", "shape": (1,)}, bytes(8))),
    ("keyframe-0.npz", entry("__import__('os')")),
    ("trace-0.npz", npz(**{"loss_d.rows": np.arange(3, dtype=np.int32)})),
    ("trace-0.npz", npz(**{"loss_d.rows": np.array([0, 2, 1], np.int32), "loss_d.values": np.zeros(3)})),
    ("trace-0.npz", npz(**{"loss_d.rows": np.array([-1, 2], np.int32), "loss_d.values": np.zeros(2)})),
    ("trace-0.npz", npz(**{"loss_d.rows": np.array([0, 99], np.int32), "loss_d.values": np.zeros(2)})),
    ("trace-0.npz", npz(**{"loss d.rows": np.array([0], np.int32), "loss d.values": np.zeros(1)})),
    ("trace-0.npz", npz(**{"loss_d.rows": np.array([0], np.int32), "loss_d.values": np.zeros((1, 1))})),
    ("trace-0.npz", npz(**{"loss_d.rows": np.array(0, np.int32), "loss_d.values": np.zeros(())})),
    ("../../evil.txt", b"x"),
    ("/etc/evil", b"x"),
    ("more.txt", b"x"),
    ("keyframe-1.npz", npz()),
])
def test_arrays_and_entries_that_do_not_belong_there(tmp_path, good, name, data):
    path = packed(tmp_path / "arrays.saddle", good[1], {**good[2], name: data})
    assert "damaged" in refusal(path)
    assert list(tmp_path.iterdir()) == [path]           # and nothing has been unpacked anywhere


def test_a_pickle_is_never_opened(tmp_path, good):
    trap = tmp_path / "it-ran"
    out = io.BytesIO()
    np.savez(out, generator=np.array([Trap(trap)], dtype=object), allow_pickle=True)
    for data in (out.getvalue(), pickle.dumps(Trap(trap))):
        assert "damaged" in refusal(packed(tmp_path / "trap.saddle", good[1], {**good[2], "keyframe-0.npz": data}))
    (tmp_path / "bare.saddle").write_bytes(pickle.dumps(Trap(trap)))
    refusal(tmp_path / "bare.saddle")
    assert not trap.exists()


def test_what_would_grow_when_unpacked_is_refused(tmp_path, good):
    bomb = {**good[2], "trace-0.npz": bytes(50_000_000)}
    assert "damaged" in refusal(packed(tmp_path / "bomb.saddle", good[1], bomb, zipfile.ZIP_DEFLATED))
    out = io.BytesIO()
    np.savez_compressed(out, generator=np.zeros(10_000_000, np.float32))
    inner = {**good[2], "keyframe-0.npz": out.getvalue()}
    assert "damaged" in refusal(packed(tmp_path / "inner.saddle", good[1], inner))


def test_a_name_twice_and_a_missing_entry_are_refused(tmp_path, good):
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "twice.saddle", "w") as archive:
        for name in ("run.json", *good[2], "run.json"):
            archive.writestr(name, json.dumps(good[1]) if name == "run.json" else good[2][name])
    assert "damaged" in refusal(tmp_path / "twice.saddle")
    assert "damaged" in refusal(packed(tmp_path / "less.saddle", good[1], {"trace-0.npz": good[2]["trace-0.npz"]}))


def test_a_large_file_is_refused_unread(tmp_path, good, monkeypatch):
    monkeypatch.setattr(file_format, "LARGEST_FILE", 1000)
    assert "too large" in refusal(good[0])


# States that do not fit ----------------------------------------------------------------------------------------------

def opening(tmp_path, content, entries):
    """What the engine says of a file that looks well from outside."""
    read = file_format.read(packed(tmp_path / "state.saddle", content, entries))
    return snapshots.restore(registry.get(read.logs[0]["simulation"]), read.runs[0])


STATE = ("runs", 0, "state")


@pytest.mark.parametrize("where, value", [
    ((*LOG, "params", "hidden_width_g"), 9),
    ((*LOG, "params", "latent_dim"), 5),
    ((*LOG, "position"), [3, 0]),
    ((*STATE, "step"), -1),
    ((*STATE, "step"), 31),
    ((*STATE, "step"), 2.0),
    ((*STATE, "phase"), 3),
    ((*STATE, "status"), "diverged"),
    ((*STATE, "seeds"), []),
    ((*STATE, "seeds"), [1, 2]),
    ((*STATE, "seeds"), [2**60]),
    ((*STATE, "generator"), None),
    ((*STATE, "generator"), 3.0),
    ((*STATE, "generator"), {"array": "discriminator"}),
    ((*STATE, "moments_g", "count"), -1),
    ((*STATE, "moments_g", "count"), "many"),
    ((*STATE, "moments_g"), []),
    ((*STATE, "unknown"), 1),
    ((*STATE, "work"), {"real": {"array": "generator"}}),
    ((*STATE, "numbers"), {"loss_d": "large"}),
    ((*STATE, "numbers"), {"not a name": 1.0}),
    ((*STATE, "done"), {"key": "other", "label": "other"}),
    ((*STATE, "done", "repeat"), 7),
    ((*STATE, "done"), None),
    (STATE, {}),
])
def test_a_state_that_does_not_fit_its_log_is_refused(tmp_path, good, where, value):
    with pytest.raises(ParameterError, match="does not fit"):
        opening(tmp_path, change_at(good[1], where, value), good[2])


def test_a_phase_that_was_called_otherwise_has_its_name_and_formula_of_today(tmp_path, good):
    phase = good[1]["runs"][0]["state"]["done"]
    older = change_at(good[1], (*STATE, "done"), {**phase, "label": "old words", "formula": "old.formula"})
    run = opening(tmp_path, older, good[2])
    run.seek(good[1]["runs"][0]["state"]["step"])
    assert (run.state.done.label, run.state.done.formula) == (phase["label"], phase["formula"])


def test_arrays_of_another_shape_or_type_are_refused(tmp_path, good):
    arrays = dict(np.load(io.BytesIO(good[2]["keyframe-0.npz"])))
    for changed in (arrays["generator"][:, :-1], arrays["generator"].astype(float), arrays["generator"].T,
                    np.zeros(0, np.float32)):
        entries = {**good[2], "keyframe-0.npz": npz(**{**arrays, "generator": changed})}
        with pytest.raises(ParameterError, match="does not fit"):
            opening(tmp_path, good[1], entries)


def test_a_file_without_a_state_is_replayed(tmp_path, good):
    content = change_at(good[1], STATE, None)
    run = opening(tmp_path, content, {**good[2], "keyframe-0.npz": npz()})
    run.seek(*content["runs"][0]["log"]["position"])
    assert same(run, a_run("gan"))


# The command line ----------------------------------------------------------------------------------------------------

may_lack_a_display = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")


def saddle(*arguments, **environment):
    import os
    return subprocess.run([sys.executable, "-m", "app", *arguments], capture_output=True, text=True, timeout=120,
                          cwd=Path(__file__).parents[3], env={**os.environ, **environment})


@may_lack_a_display
def test_a_bad_file_without_a_display_is_one_line_and_status_2(tmp_path, good):
    damaged = tmp_path / "damaged.saddle"
    damaged.write_bytes(good[0].read_bytes()[:4000])
    for path in (damaged, tmp_path / "gone.saddle", tmp_path):
        name = str(path) if path != tmp_path else str(tmp_path / "folder.saddle")
        if path == tmp_path:
            Path(name).mkdir()
        done = saddle(name, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("saddle: ") and done.stderr.count("\n") == 1


@may_lack_a_display
def test_a_good_file_without_a_display_says_that_it_cannot_be_shown(good):
    done = saddle(str(good[0]), QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 2
    assert "no display" in done.stderr
