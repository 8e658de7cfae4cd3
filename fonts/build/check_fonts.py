"""Compares fonts that were made with those in the repository: byte by byte, else by characters and outlines."""

import argparse
import json
from io import BytesIO
from pathlib import Path

import brotli
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont


def read(path: Path) -> bytes:
    data = path.read_bytes()
    return brotli.decompress(data) if path.suffix == ".br" else data


def outlines(data: bytes) -> dict[int, tuple]:
    """What each character draws, and its advance width."""
    font = TTFont(BytesIO(data))
    glyphs = font.getGlyphSet()
    drawn: dict[int, tuple] = {}
    for code_point, name in font.getBestCmap().items():
        pen = RecordingPen()
        glyphs[name].draw(pen)
        drawn[code_point] = (glyphs[name].width, pen.value)
    return drawn


def compare(made: Path, kept: Path) -> str:
    if made.read_bytes() == kept.read_bytes():
        return "the same bytes"
    one, other = outlines(read(made)), outlines(read(kept))
    if one.keys() != other.keys():
        return f"DIFFERENT: {len(one.keys() ^ other.keys())} characters are in one of them alone"
    changed = [code_point for code_point in one if one[code_point] != other[code_point]]
    return f"DIFFERENT: {len(changed)} outlines" if changed else "the same characters and outlines, other bytes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("made", type=Path, help="folder that build_fonts.py wrote")
    arguments = parser.parse_args()
    kept = Path(__file__).parent.parent
    is_same = True
    for family in json.loads((arguments.made / "fonts.json").read_text())["families"]:
        for face in family["faces"]:
            file = Path(family["folder"]) / face["file"]
            result = compare(arguments.made / file, kept / file)
            is_same = is_same and not result.startswith("DIFFERENT")
            print(f"{file}: {result}")
    if (arguments.made / "fonts.json").read_bytes() != (kept / "fonts.json").read_bytes():
        is_same = False
        print("fonts.json: DIFFERENT")
    raise SystemExit(0 if is_same else 1)


if __name__ == "__main__":
    main()
