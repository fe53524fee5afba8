"""What is remembered between two starts survives, and damage to it does no harm."""

import json
import threading
from dataclasses import replace

from app.window import settings


def test_settings_come_back_as_they_were_left():
    wanted = settings.Settings(theme="dark", panel="gan", hidden=("curves",), geometry="AAA=",
                               choices={"gan.speed": "step_10"})
    settings.save(wanted)
    assert settings.load() == wanted
    settings.path().unlink()


def test_damage_takes_the_default_and_keeps_the_rest():
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    for text in ("", "[]", "{", '{"theme": 3}', '{"theme": "pink", "hidden": "all"}', "\x00"):
        settings.path().write_text(text)
        assert settings.load() == settings.Settings()
    settings.path().with_name(settings.DAMAGED).unlink()
    settings.path().write_text('{"theme": "dark", "hidden": [1], "later": true, "choices": {"gan.speed": 10}}')
    assert settings.load() == settings.Settings(theme="dark")
    settings.path().unlink()


def test_two_windows_keep_what_the_other_has_changed_and_what_a_newer_saddle_knows():
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('{"theme": "sepia", "wings": 2, "choices": {"a": "1", "b": "1", "c": "1"}}')
    begun = settings.load()
    first = replace(begun, device="cpu", choices={"a": "2", "b": "1", "c": "1"})
    second = replace(begun, language="de", choices={"a": "1", "c": "1", "d": "2"})
    settings.save(first, begun)
    settings.save(second, begun)
    stored = json.loads(settings.path().read_text())
    assert (stored["theme"], stored["wings"], stored["device"], stored["language"]) == ("sepia", 2, "cpu", "de")
    assert stored["choices"] == {"a": "2", "c": "1", "d": "2"}
    settings.path().unlink()


def test_a_file_that_cannot_be_read_is_put_aside_and_not_written_over():
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_bytes(b'{"theme": "dark", \xff')
    assert settings.load() == settings.Settings()
    settings.save(settings.Settings(theme="dark"))
    aside = settings.path().with_name(settings.DAMAGED)
    assert aside.read_bytes() == b'{"theme": "dark", \xff' and settings.load().theme == "dark"
    aside.unlink()
    settings.path().unlink()


def test_windows_that_write_at_once_leave_a_whole_file():
    def write(theme):
        for number in range(30):
            settings.save(settings.Settings(theme=theme, device="cpu", recent=("x" * 1000,) * number))
    writers = [threading.Thread(target=write, args=(theme,)) for theme in ("light", "dark")]
    settings.save(settings.Settings(recent=("begun",)))
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert settings.load() != settings.Settings()   # as it would be where the file were damaged
    for writer in writers:
        writer.join()
    assert sorted(path.name for path in settings.path().parent.glob("*settings*")) == ["settings.json"]
    settings.path().unlink()
