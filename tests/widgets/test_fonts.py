"""The font that comes along has all characters of the translation, in texts and in formulas."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer

from widgets import fonts, language
from widgets.formulas.mathml import lines, plain
from widgets.formulas.typeset import INK, typeset

FONT = fonts.FOLDER / "NotoSansSC-Subset.otf"
CATALOGUES = sorted((language.FOLDER / "zh_CN" / "LC_MESSAGES").glob("*.po"))
#: The first 3755 characters of GB 2312, in which teachers write lessons of their own.
COMMON = [bytes((row, column)).decode("gb2312") for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF)
          if (row, column) < (0xD7, 0xFA)]


def test_the_font_has_every_chinese_character_of_the_translation_and_the_common_ones(qapp):
    font = QRawFont(str(FONT), 20)
    said = "".join(path.read_text(encoding="utf-8") for path in CATALOGUES)
    missing = {each for each in {*said, *COMMON} if ord(each) >= 0x2E80 and not font.supportsCharacter(ord(each))}
    assert missing == set(), "run .ci/chinese_font.py"
    assert FONT.stat().st_size < 1_000_000


def test_it_is_loaded_only_where_the_system_has_no_such_font(qapp, monkeypatch):
    loaded = []
    monkeypatch.setattr(fonts, "_load", loaded.append)
    for families in (["A font of the system"], []):
        monkeypatch.setattr(QFontDatabase, "families", lambda script, families=families: families)
        fonts.bring("en")
        fonts.bring("zh_CN")
    assert loaded == [FONT.name]
    monkeypatch.undo()
    assert QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONT))) == ["Noto Sans SC"]


def drawn(mathml):
    made = typeset(mathml)
    image = QImage(round(40 * made.width), round(40 * made.height), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(made.svg.encode())).render(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return made, pixels[:, :image.width()]


def test_a_chinese_word_in_a_formula_is_drawn(qapp):
    """As wide as its characters are, which are one em each, and every one another picture."""
    one, pixels = drawn("<math><mtext>完</mtext></math>")
    two, _pixels = drawn("<math><mtext>完全</mtext></math>")
    other, _others = drawn("<math><mtext>齐</mtext></math>")
    assert INK in one.svg and (pixels < 128).mean() > 0.05
    assert two.advance - one.advance == pytest.approx(1, abs=0.15)
    assert one.svg != other.svg


@pytest.mark.parametrize("html, said, numbers", [
    ("P[M + η 完全对齐] = 0", "P[M + η 完全对齐] = 0", ["0"]),
    ("L = 0,693", "L = 0,693", ["0,693"]),
    ("L = 0.693", "L = 0.693", ["0.693"]),
    ("z = (0,5; −1,25)", None, ["0,5", "1,25"]),
    ("ε ~ U[0,1]", "ε ~ U[0, 1]", ["0", "1"])])
def test_words_and_numbers_of_other_languages_are_one_piece_each(html, said, numbers):
    row = lines(html)[0]
    assert [each.text for part in row for each in part.iter("mn")] == numbers
    assert said is None or plain(row) == said
