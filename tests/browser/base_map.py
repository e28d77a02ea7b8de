"""A base map of one tile, invented: a PMTiles file whose whole Earth is water."""

import json
import struct
from pathlib import Path

import numpy as np

from maillage.core.geo import EXTENT, Feature, encode_tile


def write_base_map(path: Path) -> Path:
    """Write the file (PMTiles version 3, nothing compressed) and return its path."""
    edge = np.array([[0, 0], [EXTENT, 0], [EXTENT, EXTENT], [0, EXTENT]])
    tile = encode_tile({"water": [Feature("polygon", [edge])]})
    about = json.dumps(
        {"attribution": "<a href='/'>Fond d’essai</a>", "vector_layers": [{"id": "water"}]}
    ).encode()
    # One entry: tile 0, once, of this length, at the start of the tiles.
    directory = bytes([1, 0, 1, *varint(len(tile)), 1])
    root_at, about_at = 127, 127 + len(directory)
    tiles_at = about_at + len(about)
    header = b"PMTiles\x03" + struct.pack(
        "<11Q", root_at, len(directory), about_at, len(about), tiles_at, 0, tiles_at, len(tile),
        1, 1, 1,
    )  # fmt: skip
    # Clustered, no compression inside, none of tiles, vector tiles, zooms 0 to 0, the whole Earth.
    header += struct.pack("<6B", 1, 1, 1, 1, 0, 0)
    header += struct.pack("<4i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    header += struct.pack("<B2i", 0, 0, 0)
    assert len(header) == 127
    path.write_bytes(header + directory + about + tile)
    return path


def varint(number: int) -> list[int]:
    """Return the bytes of a number, seven bits each, lowest first."""
    written = []
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return [*written, number]
