"""What fonts.json records of a font: its measures and which characters it has."""

from fontTools.ttLib import TTFont

# OS/2 fsSelection: the typographic measures are to be used.
USE_TYPO_METRICS = 1 << 7


def measures_of(font: TTFont) -> dict[str, int]:
    """Measures in font units, all positive; underline and strikethrough are the upper edges of their lines."""
    hhea, os2, post = font["hhea"], font["OS/2"], font["post"]
    ascent, descent, gap = hhea.ascent, hhea.descent, hhea.lineGap
    if os2.fsSelection & USE_TYPO_METRICS:
        ascent, descent, gap = os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap
    return {
        "unitsPerEm": font["head"].unitsPerEm,
        "ascent": ascent,
        "descent": -descent,
        "lineGap": gap,
        "advance": font["hmtx"][zero_glyph(font)][0],
        "capHeight": getattr(os2, "sCapHeight", 0),
        "xHeight": getattr(os2, "sxHeight", 0),
        "underlinePosition": -post.underlinePosition,
        "underlineThickness": post.underlineThickness,
        "strikethroughPosition": os2.yStrikeoutPosition,
        "strikethroughThickness": os2.yStrikeoutSize,
    }


def zero_glyph(font: TTFont) -> str:
    """The glyph of `0`, or any other where there is none."""
    return font.getBestCmap().get(0x30) or font.getGlyphOrder()[1]


def run_lengths(code_points: set[int]) -> str:
    """Numbers in turn: how many code points to skip and how many to take, from 0."""
    numbers: list[int] = []
    end = 0
    for code_point in sorted(code_points):
        if numbers and code_point == end:
            numbers[-1] += 1
        else:
            numbers += [code_point - end, 1]
        end = code_point + 1
    return " ".join(map(str, numbers))
