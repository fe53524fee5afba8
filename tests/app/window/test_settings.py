"""What is remembered between two starts survives, and damage to it does no harm."""

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
    settings.path().write_text('{"theme": "dark", "hidden": [1], "later": true, "choices": {"gan.speed": 10}}')
    assert settings.load() == settings.Settings(theme="dark")
    settings.path().unlink()
