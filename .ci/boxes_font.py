"""Make src/servicekit/plots/boxes.ttf: one empty box for every character that no installed font has.

Less than a kilobyte, because the character map (format 13) sends all of Unicode to one glyph. Pictures name it last,
so that a script without a font is drawn as boxes instead of failing or warning once for each character.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

TARGET = Path(__file__).resolve().parents[1] / "src" / "servicekit" / "plots" / "boxes.ttf"
SURROGATES = range(0xD800, 0xE000)


def box():
    """Return the outline of a box as wide as a Chinese character, so that layouts keep their measures."""
    pen = TTGlyphPen(None)
    for corners in (
        ((60, 0), (60, 800), (940, 800), (940, 0)),
        ((120, 60), (880, 60), (880, 740), (120, 740)),
    ):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def main() -> None:
    """Write the font."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": box(), "box": box()})
    builder.setupHorizontalMetrics({".notdef": (1000, 60), "box": (1000, 60)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "servicekit boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    everything = CmapSubtable.newSubtable(13)
    everything.platformID, everything.platEncID, everything.language = 3, 10, 0
    everything.cmap = {code: "box" for code in range(0x20, 0x110000) if code not in SURROGATES}
    builder.font["cmap"].tables = [everything]
    builder.save(TARGET)


if __name__ == "__main__":
    main()
