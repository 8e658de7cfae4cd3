"""Makes the bundled fonts and fonts.json from published packages: see README.md beside this file."""

import argparse
import json
from io import BytesIO
from pathlib import Path

import brotli
from emoji import ALIASES, join_without_selectors, keep_missing_emoji
from families import FAMILIES, Family
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont
from measures import measures_of, run_lengths
from sources import unpacked

DROPPED_TABLES = ["STAT", "gasp", "vhea", "vmtx", "VORG", "MATH", "DSIG", "meta", "SVG ", "BASE", "FFTM"]


def options(family: Family) -> subset.Options:
    chosen = subset.Options()
    chosen.layout_features = list(family.features)
    chosen.hinting = False
    chosen.notdef_outline = True
    chosen.drop_tables += ["FFTM", "GDEF", "vhea", "vmtx"] if family.role == "emoji" else DROPPED_TABLES
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6] if family.role == "emoji" else [0, 1, 2, 3, 4, 5, 6, 13, 14]
    return chosen


def open_font(family: Family, path: Path) -> TTFont:
    if family.role == "emoji" or family.how == "unpack":
        return TTFont(path, recalcTimestamp=False)
    chosen = options(family)
    if family.collection_name is not None:
        names = [font["name"].getDebugName(1) for font in TTCollection(path).fonts]
        chosen.font_number = names.index(family.collection_name)
    return subset.load_font(str(path), chosen)


def within(code_point: int, ranges: list[tuple[int, int]]) -> bool:
    return any(first <= code_point <= last for first, last in ranges)


def kept_code_points(family: Family, font: TTFont, before: set[int]) -> set[int]:
    """What the family keeps; `before`: what families before it have."""
    present = set(font.getBestCmap())
    if family.keep is not None:
        return {code_point for code_point in present if within(code_point, family.keep)}
    return {code_point for code_point in present - before if not within(code_point, family.drop)}


def cut(font: TTFont, code_points: set[int], family: Family) -> None:
    subsetter = subset.Subsetter(options(family))
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


def saved(font: TTFont, is_reordered: bool) -> bytes:
    font.flavor = None
    target = BytesIO()
    font.save(target, reorderTables=True if is_reordered else None)
    return target.getvalue()


def make_face(family: Family, path: Path, before: set[int], twemoji: TTFont | None) -> bytes:
    font = open_font(family, path)
    if family.how == "subset":
        cut(font, kept_code_points(family, font, before), family)
    elif family.how == "twemoji":
        join_without_selectors(font)
        cut(font, set(font.getBestCmap()), family)
    elif family.how == "noto-emoji":
        del font["SVG "]
        code_points = keep_missing_emoji(font, twemoji)
        cut(font, code_points, family)
    return saved(font, family.how == "unpack")


def record(family: Family, faces: list[dict[str, object]], name: str) -> dict[str, object]:
    return {
        "folder": family.folder,
        "debian" if family.is_debian else "package": family.package,
        "version": family.version,
        "licence": family.licence,
        "role": family.role,
        "subset": family.subset,
        "family": name,
        "faces": faces,
    }


def build(sources: Path, target: Path) -> None:
    before: set[int] = set()
    records: list[dict[str, object]] = []
    twemoji: TTFont | None = None
    for family in FAMILIES:
        faces: list[dict[str, object]] = []
        covered: set[int] = set()
        for style, source in family.faces.items():
            data = make_face(family, unpacked(family, sources) / source, before, twemoji)
            font = TTFont(BytesIO(data), lazy=True)
            extension = "otf" if "CFF " in font else "ttf"
            file = f"{style}.{extension}" if family.is_plain else f"{style}.{extension}.br"
            (target / family.folder).mkdir(parents=True, exist_ok=True)
            (target / family.folder / file).write_bytes(data if family.is_plain else brotli.compress(data, lgwin=24))
            aliases = ALIASES.get(family.folder, {})
            code_points = set(font.getBestCmap()) - {ord(alias) for alias in aliases.values()}
            face = {"file": file, "style": style, **measures_of(font), "coverage": run_lengths(code_points)}
            faces.append({**face, "aliases": aliases} if aliases else face)
            covered |= code_points
        if family.folder == "twemoji":
            twemoji = font
        before |= covered
        records.append(record(family, faces, family.collection_name or font["name"].getDebugName(16) or font["name"].getDebugName(1)))
        print(family.folder)
    (target / "fonts.json").write_text(json.dumps({"families": records}, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder for the packages: fetched into it unless they are there")
    parser.add_argument("target", type=Path, help="folder for the fonts and fonts.json")
    arguments = parser.parse_args()
    arguments.sources.mkdir(parents=True, exist_ok=True)
    build(arguments.sources, arguments.target)


if __name__ == "__main__":
    main()
