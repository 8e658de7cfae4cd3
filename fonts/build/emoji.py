"""The emoji fonts' own steps: they are made to draw each emoji as one glyph without variation selectors."""

from collections.abc import Iterator

from fontTools.ttLib import TTFont

EMOJI_SELECTOR = 0xFE0F
CANCEL_TAG = 0xE007F
LIGATURES = 4
EXTENSION = 7

# Sequences that a text shaper takes apart, as their first character is not an emoji by default: the glyph gets a
# private character by which the program asks for it.
ALIASES: dict[str, dict[str, str]] = {
    "twemoji": {
        "\u2764\u200d\U0001f525": "\U0010ff00",
        "\u2764\u200d\U0001fa79": "\U0010ff01",
        "\U0001f3f3\u200d\U0001f308": "\U0010ff02",
    },
    "noto-color-emoji": {"\u26d3\u200d\U0001f4a5": "\U0010ff00"},
}


def ligature_tables(font: TTFont) -> Iterator:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = table.ExtSubTable if table.LookupType == EXTENSION else table
            if inner.LookupType == LIGATURES:
                yield inner


def sequences(font: TTFont) -> dict[tuple[int, ...], str]:
    """Glyphs of sequences by their code points, selectors left out."""
    code_points = {glyph: code_point for code_point, glyph in font.getBestCmap().items()}
    found: dict[tuple[int, ...], str] = {}
    for table in ligature_tables(font):
        for first, ligatures in table.ligatures.items():
            for ligature in ligatures:
                parts = [code_points[glyph] for glyph in [first, *ligature.Component]]
                found[tuple(part for part in parts if part != EMOJI_SELECTOR)] = ligature.LigGlyph
    return found


def join_without_selectors(font: TTFont) -> None:
    """Takes U+FE0F out of all ligatures, since the program never asks for it, and adds the aliases."""
    cmap = font.getBestCmap()
    selector = cmap[EMOJI_SELECTOR]
    for table in ligature_tables(font):
        for ligatures in table.ligatures.values():
            for ligature in ligatures:
                ligature.Component = [glyph for glyph in ligature.Component if glyph != selector]
            # A shaper takes the first that fits: the longest must come first.
            ligatures.sort(key=lambda ligature: -len(ligature.Component))
    forget(font, EMOJI_SELECTOR)
    add_aliases(font, "twemoji")


def keep_missing_emoji(font: TTFont, other: TTFont) -> set[int]:
    """Removes ligatures of sequences that the other font has; returns what the rest and single emoji are made of."""
    known = sequences(other)
    cmap = font.getBestCmap()
    code_points = {glyph: code_point for code_point, glyph in cmap.items()}
    kept = {code_point for code_point in set(cmap) - set(other.getBestCmap()) if is_emoji(code_point)}
    for table in ligature_tables(font):
        for first, ligatures in table.ligatures.items():
            missing = []
            for ligature in ligatures:
                parts = tuple(code_points[glyph] for glyph in [first, *ligature.Component])
                if parts not in known and CANCEL_TAG not in parts:
                    missing.append(ligature)
                    kept.update(parts)
            table.ligatures[first] = missing
    return kept | add_aliases(font, "noto-color-emoji")


def is_emoji(code_point: int) -> bool:
    """Not a space, a tag, or a character of private use."""
    return 0x1F000 <= code_point <= 0x1FAFF


def add_aliases(font: TTFont, folder: str) -> set[int]:
    found = sequences(font)
    for sequence, alias in ALIASES[folder].items():
        for table in unicode_tables(font):
            table.cmap[ord(alias)] = found[tuple(map(ord, sequence))]
    return {ord(alias) for alias in ALIASES[folder].values()}


def forget(font: TTFont, code_point: int) -> None:
    for table in font["cmap"].tables:
        if hasattr(table, "cmap"):
            table.cmap.pop(code_point, None)


def unicode_tables(font: TTFont) -> list:
    """The character maps with room for all of Unicode."""
    return [table for table in font["cmap"].tables if table.format == 12]
