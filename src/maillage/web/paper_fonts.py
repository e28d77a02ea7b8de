"""The fonts of papers, from the npm packages: opened once into files that typst reads.

npm brings WOFF, which is a font whose tables are compressed by zlib; typst wants them plain. What
a font can write is read from the font itself: what no font writes is said, never drawn as a box.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from maillage.web.drafts import write_whole

# Folder of npm, beginning of the names of the files that papers use, and the family they make, in
# the order in which a letter is looked for. Each is under the OFL. A family is one alphabet: typst
# reads a single file of a family and a weight, and would not find "я" in the one that holds "ğ".
FONTS = (
    ("atkinson-hyperlegible", "atkinson-hyperlegible-latin-", "Atkinson Hyperlegible"),
    ("atkinson-hyperlegible", "atkinson-hyperlegible-latin-ext-", "Atkinson Hyperlegible Extended"),
    ("noto-sans", "noto-sans-cyrillic-", "Noto Sans Cyrillic"),
    ("noto-sans", "noto-sans-cyrillic-ext-", "Noto Sans Cyrillic Extended"),
    ("noto-sans", "noto-sans-greek-", "Noto Sans Greek"),
    ("noto-sans", "noto-sans-latin-ext-", "Noto Sans Latin Extended"),
    ("noto-sans", "noto-sans-vietnamese-", "Noto Sans Vietnamese"),
    # Its letters are whole: Noto draws points apart, and a reader of screens then says them twice.
    ("vazirmatn", "vazirmatn-arabic-", "Vazirmatn"),
    ("noto-sans-arabic", "noto-sans-arabic-arabic-", "Noto Sans Arabic"),
    ("noto-sans-sc", "noto-sans-sc-chinese-simplified-", "Noto Sans SC"),
)
WEIGHTS = {"400-normal.woff": "Regular", "700-normal.woff": "Bold"}
# The last is inside typst itself.
FAMILIES = (*(family for _package, _beginning, family in FONTS), "Libertinus Serif")
_WOFF = struct.Struct(">4sIIHHIHHIIIII")
_TABLE = struct.Struct(">4sIIII")


@cache
def font_folder() -> Path:
    """Return the folder of the fonts, opened there once; it may be empty without `npm ci`."""
    folder = Path(settings.FOLDER) / "paper-fonts"
    folder.mkdir(parents=True, exist_ok=True)
    made = set()
    for woff, family, weight in _installed():
        plain = folder / f"{family} {weight}.ttf"
        made.add(plain)
        if plain.is_file() and plain.stat().st_mtime >= woff.stat().st_mtime:
            continue
        write_whole(plain, plain_font(woff.read_bytes(), family, weight))
    for file in set(folder.glob("*.ttf")) - made:
        file.unlink(missing_ok=True)  # of another version of this list
    return folder


def _installed() -> Iterator[tuple[Path, str, str]]:
    packages = Path(settings.PACKAGES_FOLDER) / "@fontsource"
    for package, beginning, family in FONTS:
        for end, weight in WEIGHTS.items():
            file = packages / package / "files" / f"{beginning}{end}"
            if file.is_file():
                yield file, family, weight


def plain_font(woff: bytes, family: str = "", weight: str = "Regular") -> bytes:
    """Return the tables of a WOFF as a plain font (WOFF 1.0, W3C, section 4).

    family : the name that it takes, "" for the one it has

    Raises ValueError for what is not one.
    """
    if len(woff) < _WOFF.size or woff[:4] != b"wOFF":
        raise ValueError("ce fichier n’est pas une police WOFF")
    flavor, n_tables = _WOFF.unpack_from(woff)[1], _WOFF.unpack_from(woff)[3]
    power = max(n_tables, 1).bit_length() - 1
    head = struct.pack(
        ">IHHHH", flavor, n_tables, 16 << power, power, 16 * n_tables - (16 << power)
    )
    entries, body, at = [], [], len(head) + 16 * n_tables
    for number in range(n_tables):
        tag, offset, packed, size, checksum = _TABLE.unpack_from(
            woff, _WOFF.size + number * _TABLE.size
        )
        table = woff[offset : offset + packed]
        table = zlib.decompress(table) if packed < size else table
        if tag == b"name" and family:
            table = _names(family, weight)
        entries.append(struct.pack(">4sIII", tag, checksum, at, len(table)))
        padded = table + b"\0" * (-len(table) % 4)
        body.append(padded)
        at += len(padded)
    return b"".join([head, *entries, *body])


def _names(family: str, weight: str) -> bytes:
    """Return the names of a font: family, weight, whole name, PostScript name (OpenType, name)."""
    whole = f"{family} {weight}"
    said = {1: family, 2: weight, 4: whole, 6: whole.replace(" ", "-")}
    records, text = b"", b""
    for number, name in said.items():
        written_name = name.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(written_name), len(text))
        text += written_name
    return struct.pack(">3H", 0, len(said), 6 + len(records)) + records + text


@cache
def written() -> frozenset[int]:
    """Return the numbers of the characters that at least one font writes; empty without fonts.

    Reading thirty thousand Chinese characters takes seconds: what was read is kept in a file.
    """
    fonts = sorted(font_folder().glob("*.ttf"))
    mark = [f"{file.name} {file.stat().st_size}" for file in fonts]
    kept = font_folder() / "characters.json"
    try:
        said = json.loads(kept.read_text(encoding="ascii"))
        if said["fonts"] == mark:
            return frozenset(code for a, b in said["ranges"] for code in range(a, b))
    except (OSError, ValueError, KeyError):
        pass  # the first time, or a file cut by a full disk: read the fonts again
    found = sorted(set().union(*(characters_of(file.read_bytes()) for file in fonts)))
    ranges: list[list[int]] = []
    for code in found:
        if ranges and ranges[-1][1] == code:
            ranges[-1][1] = code + 1
        else:
            ranges.append([code, code + 1])
    write_whole(kept, json.dumps({"fonts": mark, "ranges": ranges}).encode("ascii"))
    return frozenset(found)


def characters_of(font: bytes) -> set[int]:
    """Return the numbers of the characters that a plain font draws (OpenType, table cmap)."""
    n_tables = struct.unpack_from(">H", font, 4)[0]
    tables = {
        tag: offset
        for tag, _sum, offset, _size in (
            struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(n_tables)
        )
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)[2]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 4:
            found |= _segments(font, at)
        elif form == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found


def _segments(font: bytes, at: int) -> set[int]:
    n = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{n}H", font, at + 14)
    firsts = struct.unpack_from(f">{n}H", font, at + 16 + 2 * n)
    deltas = struct.unpack_from(f">{n}H", font, at + 16 + 4 * n)
    offsets_at = at + 16 + 6 * n
    offsets = struct.unpack_from(f">{n}H", font, offsets_at)
    found: set[int] = set()
    for k, (first, last, delta, offset) in enumerate(
        zip(firsts, lasts, deltas, offsets, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                where = offsets_at + 2 * k + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, where)[0]
            if glyph & 0xFFFF:
                found.add(code)
    return found
