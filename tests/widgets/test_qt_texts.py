"""What Qt says by itself is said in the language of the window, whole: its dialogs, buttons and menus of fields."""

import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QFileDialog

from widgets import language, qt_texts

#: Where Qt has the texts of what the window can show.
CONTEXTS = {"QAbstractFileIconProvider", "QAbstractSpinBox", "QAccessibleActionInterface", "QColorDialog", "QComboBox",
            "QDialog", "QDialogButtonBox", "QErrorMessage", "QFileDialog", "QFileSystemModel", "QInputDialog",
            "QKeySequenceEdit", "QLineEdit", "QMessageBox", "QPlatformTheme", "QProgressDialog", "QScrollBar",
            "QShortcut", "QTabBar", "QWhatsThisAction", "QWidgetTextControl"}
#: No one language has translated all: together these have. The texts about Qt's licences are not shown.
OTHERS = ("cs", "ca", "da", "es", "lv")
#: The same in every language, as far as they go: units, and keys by what is written on them.
SAME = {"QFileSystemModel", "QShortcut"}


def asked(path):
    """(context, text, comment) of each message of a catalogue as Qt has it."""
    data, place, sections = path.read_bytes(), 16, {}
    while place < len(data):
        section, length = struct.unpack_from(">BI", data, place)
        sections[section] = data[place + 5:place + 5 + length]
        place += 5 + length
    messages = sections[qt_texts.MESSAGES]
    for _hash, place in struct.iter_unpack(">II", sections[qt_texts.HASHES]):
        parts = {}
        while messages[place] != qt_texts.END:
            part, length = struct.unpack_from(">BI", messages, place)
            length %= 2**32 - 1                                 # that many bytes: none
            parts[part] = messages[place + 5:place + 5 + length]
            place += 5 + length
        yield tuple(parts.get(part, b"").decode() for part in (7, 6, 8))


@pytest.fixture
def spoken(qapp, request):
    qt_texts.use(request.param)
    yield request.param
    qt_texts.use(language.ENGLISH)


@pytest.fixture(scope="module")
def texts():
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return sorted({message for code in OTHERS for message in asked(folder / f"qtbase_{code}.qm")
                   if message[0] in CONTEXTS and not message[1].startswith(("<p>Qt is", "<h3>About Qt"))})


@pytest.mark.parametrize("spoken", [code for code in language.languages() if code != language.ENGLISH], indirect=True)
def test_no_text_of_qt_is_left_in_english(spoken, texts):
    assert len(texts) > 400
    left = [(context, text) for context, text, comment in texts
            if QCoreApplication.translate(context, text, comment) == text and context not in SAME
            and any(letter.isalpha() for letter in text)]
    assert left == []


@pytest.mark.parametrize("spoken", ["zh_CN"], indirect=True)
def test_the_dialog_of_files_says_it(spoken, qtbot):
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == "查找范围(&L)："
    assert dialog.labelText(QFileDialog.DialogLabel.FileType) == "文件类型(&T)："
    qt_texts.use(language.ENGLISH)
    assert QCoreApplication.translate("QFileDialog", "Files of &type:") == "Files of &type:"


def test_what_we_write_qt_reads_whatever_its_letters(qapp):
    written = {"": "nothing", "a": "α", "ÿ" * 40: "long, and beyond 32 bits", "“%1” ∇": "\n", "Look": "Blick"}
    data = qt_texts.compiled(written)
    translator = QTranslator()
    assert translator.load(data)
    assert {text: translator.translate("Any", text) for text in written if text} == {
        text: said for text, said in written.items() if text}
    assert not translator.translate("Any", "Another") and not QTranslator().load(qt_texts.compiled({}))
