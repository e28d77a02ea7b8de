"""A reader of vector tiles, written from the specification and not from our writer."""

import struct
from dataclasses import dataclass, field


@dataclass
class Read:
    """One feature: its number, what it says, and its geometry as lists of points."""

    number: int | None = None
    kind: int = 0
    properties: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)


def read_tile(tile: bytes) -> dict[str, list[Read]]:
    """Return the features of each layer."""
    layers = {}
    for number, _, content in fields(tile):
        assert number == 3
        name, features = read_layer(content)
        assert name not in layers
        layers[name] = features
    return layers


def read_layer(content: bytes) -> tuple[str, list[Read]]:
    messages = list(fields(content))
    said = {number: value for number, _, value in messages if number in (1, 5, 15)}
    assert said[15] == 2
    keys = [value.decode() for number, _, value in messages if number == 3]
    values = [read_value(value) for number, _, value in messages if number == 4]
    features = []
    for number, _, value in messages:
        if number == 2:
            features.append(read_feature(value, keys, values))
    return said[1].decode(), features


def read_value(content: bytes):
    ((number, _, value),) = fields(content)
    if number == 1:
        return value.decode()
    if number == 6:
        return (value >> 1) ^ -(value & 1)
    if number == 7:
        return bool(value)
    return struct.unpack("<d", value)[0] if number == 3 else value


def read_feature(content: bytes, keys: list, values: list) -> Read:
    found = Read()
    for number, _, value in fields(content):
        if number == 1:
            found.number = value
        elif number == 2:
            tags = varints(value)
            pairs = zip(tags[::2], tags[1::2], strict=True)
            found.properties = {keys[key]: values[at] for key, at in pairs}
        elif number == 3:
            found.kind = value
        elif number == 4:
            found.parts = read_geometry(varints(value))
    return found


def read_geometry(numbers: list[int]) -> list:
    parts, x, y, at = [], 0, 0, 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            continue
        for _ in range(count):
            x += (numbers[at] >> 1) ^ -(numbers[at] & 1)
            y += (numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1)
            at += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def fields(content: bytes):
    at = 0
    while at < len(content):
        key, at = varint(content, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(content, at)
        elif wire == 1:
            value, at = content[at : at + 8], at + 8
        else:
            assert wire == 2
            length, at = varint(content, at)
            value, at = content[at : at + length], at + length
            assert len(value) == length
        yield number, wire, value


def varints(content: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(content):
        value, at = varint(content, at)
        numbers.append(value)
    return numbers


def varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
