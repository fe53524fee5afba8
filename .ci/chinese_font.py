"""Makes resources/fonts/NotoSansSC-Subset.otf from the whole font: python .ci/chinese_font.py NotoSansSC-Regular.otf

It has the characters of the translation, and those that GB 2312 calls common (level 1), in which teachers write lessons
of their own. To be run (with `pip install fonttools`) when a test says that the translation uses another character.
"""

import sys
from pathlib import Path

from babel.messages import pofile
from fontTools import subset

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES"
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Subset.otf"
LEVEL_1, SIGNS = range(0xB0, 0xD8), (0xA1, 0xA3)       # rows of GB 2312


def characters() -> set[str]:
    """Those that it is to have."""
    used = set()
    for path in CATALOGUES.glob("*.po"):
        with path.open("rb") as file:
            used |= {each for entry in pofile.read_po(file) for each in entry.string if ord(each) > 0x2000}
    rows = [bytes((row, column)) for row in (*SIGNS, *LEVEL_1) for column in range(0xA1, 0xFF)]
    return used | set(map(chr, range(0x20, 0x7F))) | {each.decode("gb2312", "ignore") for each in rows} - {""}


if __name__ == "__main__":
    subset.main([sys.argv[1], f"--output-file={FONT}", f"--text={''.join(sorted(characters()))}", "--name-IDs=*",
                 "--layout-features=", "--no-hinting", "--desubroutinize",
                 "--drop-tables+=vhea,vmtx,VORG,GSUB,GPOS,BASE"])
