"""The table of bundled families: where each comes from and what is kept of it, in the order of fonts.json."""

from dataclasses import dataclass, field

# Code points as (first, last), both included.
Ranges = list[tuple[int, int]]

NO_BREAK_SPACE = (0xA0, 0xA0)
JOINERS = (0x200C, 0x200D)
DIRECTION_MARKS = (0x200E, 0x200F)
DOTTED_CIRCLE = (0x25CC, 0x25CC)


@dataclass(frozen=True)
class Family:
    folder: str
    # An npm package or a Debian one.
    package: str
    version: str
    licence: str
    role: str
    # What was cut away, in words, for fonts.json.
    subset: str
    # Style and the path of its font in the unpacked package.
    faces: dict[str, str]
    is_debian: bool = False
    # Which font of a collection, by family name.
    collection_name: str | None = None
    # Kept: these, or all that no family before has.
    keep: Ranges | None = None
    drop: Ranges = field(default_factory=list)
    features: tuple[str, ...] = ("*",)
    # `unpack`: the font as published; `subset`: cut down; the emoji fonts have steps of their own.
    how: str = "subset"
    # Opened often: kept as plain TrueType, not in Brotli.
    is_plain: bool = False


def noto(name: str, version: str, blocks: Ranges, extras: Ranges, *, serif: bool = False) -> Family:
    """A script's face: its blocks, a space, and what the script's rules of joining need."""
    kind = "serif" if serif else "sans"
    camel = "".join(part.capitalize() for part in name.split("-"))
    if name == "nko":
        camel = "NKo"
    return Family(
        folder=f"noto-{kind}-{name}",
        package=f"@expo-google-fonts/noto-{kind}-{name}",
        version=version,
        licence="OFL-1.1",
        role="letters",
        subset="the script's own blocks; Latin and hinting dropped",
        faces={"regular": f"400Regular/Noto{kind.capitalize()}{camel}_400Regular.ttf"},
        keep=[NO_BREAK_SPACE, *blocks, *extras],
    )


def symbols(name: str, camel: str, version: str, subset: str, drop: Ranges, features: tuple[str, ...] = ("*",)) -> Family:
    """A face of symbols: what no family before it has, but for some blocks."""
    return Family(
        folder=f"noto-sans-{name}",
        package=f"@expo-google-fonts/noto-sans-{name}",
        version=version,
        licence="OFL-1.1",
        role="symbols",
        subset=subset,
        faces={"regular": f"400Regular/NotoSans{camel}_400Regular.ttf"},
        drop=drop,
        features=features,
        is_plain=True,
    )


LATIN_GREEK_CYRILLIC: Ranges = [
    (0x20, 0x7E),
    (0xA0, 0x52F),
    (0x1AB0, 0x1AFF),
    (0x1C80, 0x1C8F),
    (0x1D00, 0x20CF),
    (0x20F0, 0x20F0),
    (0x2100, 0x215F),
    (0x2183, 0x2184),
    (0x2189, 0x2189),
    (0x2C60, 0x2C7F),
    (0x2DE0, 0x2E7F),
    (0xA640, 0xA69F),
    (0xA700, 0xA7FF),
    (0xAB30, 0xAB6F),
    (0xFB00, 0xFB06),
    (0xFE20, 0xFE2F),
    (0x1DF00, 0x1DFFF),
]
INDIC: Ranges = [JOINERS, DOTTED_CIRCLE]
RIGHT_TO_LEFT: Ranges = [JOINERS, DIRECTION_MARKS, DOTTED_CIRCLE]

FAMILIES: list[Family] = [
    Family(
        folder="jetbrains-mono",
        package="jetbrains-mono",
        version="1.0.6",
        licence="OFL-1.1",
        role="text",
        subset="none: the fonts are as published, unpacked from WOFF2",
        faces={
            "regular": "fonts/webfonts/JetBrainsMono-Regular.woff2",
            "bold": "fonts/webfonts/JetBrainsMono-Bold.woff2",
            "italic": "fonts/webfonts/JetBrainsMono-Italic.woff2",
            "boldItalic": "fonts/webfonts/JetBrainsMono-BoldItalic.woff2",
        },
        how="unpack",
        is_plain=True,
    ),
    Family(
        folder="noto-sans",
        package="@expo-google-fonts/noto-sans",
        version="0.4.2",
        licence="OFL-1.1",
        role="letters",
        subset="Latin, Greek, Cyrillic and phonetic letters with their marks; hinting dropped",
        faces={
            "regular": "400Regular/NotoSans_400Regular.ttf",
            "italic": "400Regular_Italic/NotoSans_400Regular_Italic.ttf",
        },
        keep=LATIN_GREEK_CYRILLIC,
    ),
    noto("hebrew", "0.4.1", [(0x590, 0x5FF), (0xFB1D, 0xFB4F)], RIGHT_TO_LEFT),
    noto(
        "arabic",
        "0.4.3",
        [(0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)],
        RIGHT_TO_LEFT,
    ),
    noto("armenian", "0.4.2", [(0x530, 0x58F), (0xFB13, 0xFB17)], [DOTTED_CIRCLE]),
    noto("georgian", "0.4.3", [(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)], [DOTTED_CIRCLE]),
    noto("syriac", "0.4.2", [(0x700, 0x74F), (0x860, 0x86F)], RIGHT_TO_LEFT),
    noto("thaana", "0.4.2", [(0x780, 0x7BF)], RIGHT_TO_LEFT),
    noto("nko", "0.4.1", [(0x7C0, 0x7FF)], RIGHT_TO_LEFT),
    noto("devanagari", "0.4.1", [(0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA830, 0xA83F), (0xA8E0, 0xA8FF)], INDIC),
    noto("bengali", "0.4.4", [(0x964, 0x965), (0x980, 0x9FF)], INDIC),
    noto("gurmukhi", "0.4.1", [(0xA00, 0xA7F)], INDIC),
    noto("gujarati", "0.4.2", [(0xA80, 0xAFF)], INDIC),
    noto("oriya", "0.4.2", [(0xB00, 0xB7F)], INDIC),
    noto("tamil", "0.4.3", [(0xB80, 0xBFF)], INDIC),
    noto("telugu", "0.4.2", [(0xC00, 0xC7F)], INDIC),
    noto("kannada", "0.4.3", [(0xC80, 0xCFF)], INDIC),
    noto("malayalam", "0.4.2", [(0xD00, 0xD7F)], INDIC),
    noto("sinhala", "0.4.2", [(0xD80, 0xDFF)], INDIC),
    noto("thai", "0.4.2", [(0xE00, 0xE7F)], INDIC),
    noto("lao", "0.4.2", [(0xE80, 0xEFF)], INDIC),
    noto("tibetan", "0.4.2", [(0xF00, 0xFFF)], INDIC, serif=True),
    noto("myanmar", "0.4.2", [(0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)], INDIC),
    noto("ethiopic", "0.4.2", [(0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)], [DOTTED_CIRCLE]),
    noto("cherokee", "0.4.2", [(0x13A0, 0x13FF), (0xAB70, 0xABBF)], []),
    noto("canadian-aboriginal", "0.4.1", [(0x1400, 0x167F), (0x18B0, 0x18FF)], [DOTTED_CIRCLE]),
    noto("khmer", "0.4.3", [(0x1780, 0x17FF), (0x19E0, 0x19FF)], INDIC),
    noto("mongolian", "0.4.1", [(0x1800, 0x18AF)], INDIC),
    noto("javanese", "0.4.2", [(0xA980, 0xA9DF)], INDIC),
    noto("tifinagh", "0.4.1", [(0x2D30, 0x2D7F)], INDIC),
    noto("yi", "0.4.2", [(0xA000, 0xA4CF)], []),
    symbols(
        "math",
        "Math",
        "0.4.2",
        "mathematical operators, arrows and alphabets; size variants and hinting dropped",
        [(0x3000, 0x303F), (0xFE00, 0xFFFF), (0x1F780, 0x1F7FF)],
        features=(),
    ),
    symbols(
        "symbols-2",
        "Symbols2",
        "0.4.1",
        "symbols; historic scripts and hinting dropped",
        # Braille and the shapes of legacy computing are drawn by the program.
        [
            (0x2800, 0x28FF),
            (0xFFF0, 0xFFFF),
            (0x10140, 0x1018F),
            (0x10190, 0x101CF),
            (0x101D0, 0x101FF),
            (0x102E0, 0x102FF),
            (0x10E60, 0x10E7F),
            (0x1D2C0, 0x1D37F),
            (0x1FB00, 0x1FBAF),
        ],
    ),
    symbols(
        "symbols",
        "Symbols",
        "0.4.1",
        "symbols the faces before lack; hinting dropped",
        [],
        features=(),
    ),
    Family(
        folder="legacy-computing",
        package="fonts-iosevka-term",
        version="34.4.0+ds1-2",
        licence="OFL-1.1",
        role="cells",
        subset="Symbols for Legacy Computing that the program does not draw itself; hinting dropped",
        faces={"regular": "usr/share/fonts/truetype/iosevka-term/IosevkaTerm-Extended.ttf"},
        is_debian=True,
        keep=[
            (0x1CC00, 0x1CC1A),
            (0x1CC1F, 0x1CC20),
            (0x1CC30, 0x1CCFF),
            (0x1CDE6, 0x1CE15),
            (0x1CE1A, 0x1CE50),
            (0x1CEB0, 0x1CEBF),
            (0x1FBCB, 0x1FBCD),
        ],
        features=(),
    ),
    Family(
        folder="wqy-microhei",
        package="fonts-wqy-microhei",
        version="0.2.0-beta-3.1",
        licence="Apache-2.0",
        role="cjk",
        subset="Han, kana, Hangul, bopomofo; punctuation, fullwidth Latin, hinting and vertical forms dropped",
        faces={"regular": "usr/share/fonts/truetype/wqy/wqy-microhei.ttc"},
        is_debian=True,
        collection_name="WenQuanYi Micro Hei",
        # Its punctuation is small and floats in the square: the next face's fills it.
        drop=[
            (0x3001, 0x3003),
            (0x3008, 0x301F),
            (0xFF01, 0xFF60),
            (0xFFE0, 0xFFFF),
            (0x10400, 0x1044F),
            (0x1D300, 0x1D35F),
        ],
        features=(),
        is_plain=True,
    ),
    Family(
        folder="noto-sans-cjk",
        package="fonts-noto-cjk",
        version="1:20220127+repack1-1",
        licence="OFL-1.1",
        role="cjk",
        subset="punctuation, fullwidth Latin, rare Han and the conjoining jamo, which the face before lacks; hinting dropped",
        faces={"regular": "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"},
        is_debian=True,
        collection_name="Noto Sans CJK SC",
        drop=[(0x1F191, 0x1F19A)],
        features=("ccmp", "ljmo", "vjmo", "tjmo"),
        is_plain=True,
    ),
    Family(
        folder="hanazono",
        package="fonts-hanazono",
        version="20170904-2.1",
        licence="Hanazono Font License",
        role="cjk",
        subset="the first 256 of Han extension B, of which descriptions of other ideographs are made",
        faces={"regular": "usr/share/fonts/truetype/hanazono/HanaMinB.ttf"},
        is_debian=True,
        drop=[(0, 0x1FFFF), (0x20100, 0x10FFFF)],
        features=(),
    ),
    Family(
        folder="nerd-symbols",
        package="@azurity/pure-nerd-font",
        version="3.0.5",
        licence="MIT",
        role="icons",
        subset="icons that no face before has",
        faces={"regular": "PureNerdFont.woff2"},
        features=(),
        is_plain=True,
    ),
    Family(
        folder="twemoji",
        package="twemoji-colr-font",
        version="15.0.3",
        licence="OFL-1.1 AND CC-BY-4.0",
        role="emoji",
        subset="all glyphs kept; U+FE0F taken out of ligatures",
        faces={"regular": "twemoji.woff2"},
        how="twemoji",
        is_plain=True,
    ),
    Family(
        folder="noto-color-emoji",
        package="@expo-google-fonts/noto-color-emoji",
        version="0.4.6",
        licence="OFL-1.1",
        role="emoji",
        subset="the emoji of Unicode 17 that Twemoji lacks, with their parts; `SVG ` table dropped",
        faces={"regular": "400Regular/NotoColorEmoji_400Regular.ttf"},
        how="noto-emoji",
    ),
]
