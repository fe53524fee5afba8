"""Languages: their catalogues are read as Babel reads them, the system's is found, and numbers are written in them."""

import gettext
import io
import pickle

import pytest
from babel.messages import mofile, pofile

from sims.nash.simulation import NashParams
from sims.params import Count, CountedPhrase, Number, ParameterError, Phrase, parameters
from widgets import language
from widgets.catalogue import Catalogue
from widgets.controls.typed_numbers import readings
from widgets.numbers import Shown, in_language, listed, number, short, whole

GERMAN = r'''
msgid ""
msgstr ""
"Language: de\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

#: here.py
msgid "{name} takes {range}, not {value}"
msgstr "{name} nimmt {range}, nicht {value}"

msgid "a number from {lo} to {hi}"
msgstr "eine Zahl von {lo} bis {hi}"

msgid ""
"in two "
"lines,\n"
"with \"quotes\" and a \\"
msgstr ""
"in „zwei“\n"
"Zeilen"

#, fuzzy
msgid "guessed"
msgstr "geraten"

msgid "missing"
msgstr ""

msgid "{count} seed"
msgid_plural "{count} seeds"
msgstr[0] "{count} Same"
msgstr[1] "{count} Samen"

#~ msgid "gone"
#~ msgstr "weg"
'''


@pytest.fixture
def german(tmp_path):
    path = tmp_path / "de" / "LC_MESSAGES" / "saddle.po"
    path.parent.mkdir(parents=True)
    path.write_text(GERMAN, encoding="utf-8")
    yield tmp_path
    language.set_language("en")


def babels(path):
    """{message: translation or translations} as Babel reads a catalogue, without those that are fuzzy."""
    with path.open("rb") as file:
        found = pofile.read_po(file)
    return {entry.id: entry.string for entry in found if entry.id and not entry.fuzzy and all(entry.string or [""])}


@pytest.mark.parametrize("code", [code for code in language.languages() if code != language.ENGLISH] + ["de"])
def test_a_catalogue_says_what_babel_reads_in_it(german, code):
    path = (german if code == "de" else language.FOLDER) / code / "LC_MESSAGES" / "saddle.po"
    wanted, found = babels(path), Catalogue(path)
    assert len(found) == len(wanted) > 0
    for text, translation in wanted.items():
        if isinstance(text, str):
            assert found.gettext(text) == translation
        else:
            assert {found.ngettext(*text, number) for number in range(101)} == set(translation)


POLISH = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
SLOVENE = "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);"


@pytest.mark.parametrize("rule", [POLISH, SLOVENE])
def test_plural_forms_are_those_of_gettext(tmp_path, rule):
    """Against Python's gettext, which reads the same catalogue as Babel compiles it."""
    path = tmp_path / "saddle.po"
    forms = "".join(f'msgstr[{form}] "form {form}: {{count}}"\n' for form in range(int(rule[9])))
    path.write_text(f'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Plural-Forms: {rule}\\n"\n\n'
                    f'msgid "one"\nmsgstr "jeden"\n\nmsgid "{{count}} run"\nmsgid_plural "{{count}} runs"\n{forms}',
                    encoding="utf-8")
    compiled = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file))
    compiled.seek(0)
    wanted, found = gettext.GNUTranslations(compiled), Catalogue(path)
    said = [found.ngettext("{count} run", "{count} runs", number) for number in range(250)]
    assert said == [wanted.ngettext("{count} run", "{count} runs", number) for number in range(250)]
    assert len(set(said)) == int(rule[9]) and found.gettext("one") == wanted.gettext("one") == "jeden"
    path.write_text(path.read_text(encoding="utf-8").rpartition("msgstr")[0], encoding="utf-8")     # a form is missing
    said = {number: Catalogue(path).ngettext("{count} run", "{count} runs", number) for number in (1, 5)}
    assert said == {1: "form 0: {count}", 5: "{count} runs"}


def test_a_phrase_with_a_number_has_the_form_of_the_language(german):
    one, none, more = (CountedPhrase("{count} seed", "{count} seeds", count) for count in (1, 0, 2000))
    assert list(map(str, (one, none, more))) == ["1 seed", "0 seeds", "2,000 seeds"]
    language.set_language("de", german)
    assert list(map(language.sentence, (one, none, more))) == ["1 Same", "0 Same", "2.000 Samen"]
    assert language.sentence(Phrase("{a}; {b}", a=none, b=more)) == "0 Same; 2.000 Samen"
    language.install(lambda text: f"⟦{text}⟧")
    assert [language.sentence(phrase) for phrase in (one, more)] == ["⟦1 seed⟧", "⟦2.000 seeds⟧"]


def test_what_is_missing_or_fuzzy_is_said_in_english(german):
    found = Catalogue(german / "de" / "LC_MESSAGES" / "saddle.po")
    assert [found.gettext(text) for text in ("guessed", "missing", "gone", "unheard", "")] == \
        ["guessed", "missing", "gone", "unheard", ""]
    assert [found.ngettext("{count} seed", "{count} seeds", number) for number in (0, 1, 2)] == \
        ["{count} Same", "{count} Same", "{count} Samen"]
    assert [found.ngettext("a wolf", "wolves", number) for number in (0, 1, 2)] == ["wolves", "a wolf", "wolves"]


def test_a_language_that_cannot_be_read_is_english(german):
    (german / "de" / "LC_MESSAGES" / "saddle.po").write_bytes(b'msgid "\xff"')
    assert not language.set_language("de", german) and not language.set_language("fr", german)
    assert language.chosen() == "en" and language.set_language("en", german)


@pytest.mark.parametrize("wanted, found", [
    (("de-AT", "en"), "de"), (("de-Latn-DE",), "de"), (("fr-FR", "de-DE"), "de"), (("en-GB", "de-DE"), "en"),
    (("fr",), "en"), ((), "en")])
def test_the_first_language_of_the_user_that_there_is_is_taken(german, wanted, found):
    assert language.language_of_system(german, wanted) == found


@pytest.mark.parametrize("wanted, found", [(("zh-Hans-CN", "en-CN"), "zh_CN"), (("zh-CN",), "zh_CN"),
                                           (("zh-Hans-SG",), "zh_CN"), (("zh-Hant-TW", "zh-TW", "zh", "en"), "en")])
def test_simplified_chinese_is_not_for_readers_of_traditional_chinese(tmp_path, wanted, found):
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "saddle.po"
    path.parent.mkdir(parents=True)
    path.touch()
    assert language.language_of_system(tmp_path, wanted) == found
    assert language.own_name("zh_CN") == "简体中文" and language.own_name("de") == "Deutsch"


def test_no_english_is_left_within_a_translated_sentence(german):
    with pytest.raises(ParameterError) as refused:
        parameters(NashParams)["learning_rate"].check(12345.5)
    error = pickle.loads(pickle.dumps(refused.value))           # as it comes from the engine
    assert str(error) == "learning_rate takes a number from 0.0001 to 2, not 12345.5"
    language.set_language("de", german)
    assert language.sentence(error) == "learning_rate nimmt eine Zahl von 0,0001 bis 2, nicht 12345,5"


def test_numbers_are_written_as_the_language_writes_them_and_read_back(german, qapp):
    written = [number(1234.5), number(-0.25), short(0.00012), whole(1234567), f"{Shown(0.125):.1%}",
               in_language("-1.5")]
    assert written == ["1234.5", "−0.25", "0.00012", "1,234,567", "12.5%", "-1.5"]
    assert listed([number(0.5), number(2)]) == "0.5, 2"
    language.set_language("de", german)
    assert [number(1234.5), number(-0.25), short(0.00012), whole(1234567), f"{Shown(0.125):.1%}", in_language("-1.5")] \
        == ["1234,5", "−0,25", "0,00012", "1.234.567", "12,5%", "-1,5"]
    assert listed([number(0.5), number(2)]) == "0,5; 2"
    for value in (0.5, 1234.5, 1e-9, -2.25, 3e20):
        assert readings(number(value)) == readings(short(value)) == (value,)
    assert language.sentence(Phrase("{count} {value}", count=Count(2000), value=Number(0.1))) == "2.000 0,1"


def test_files_are_written_with_a_dot_whatever_the_language(german):
    from sims.params import from_json, to_json
    language.set_language("de", german)
    text = to_json(NashParams(learning_rate=0.25))
    assert '"learning_rate": 0.25' in text and from_json(NashParams, text).learning_rate == 0.25
    assert str(Phrase("{count} {value}", count=Count(2000), value=Number(0.1))) == "2,000 0.1"
