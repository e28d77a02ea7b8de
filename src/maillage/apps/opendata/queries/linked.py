"""A few linked statements (RDF), written as JSON-LD 1.1 or as Turtle. No reader is needed here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ESCAPED = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
# What an IRI cannot hold between < and > (Turtle 1.1, production IRIREF).
_NOT_IN_IRI = frozenset('<>"{}|^`\\') | {chr(code) for code in range(0x21)}


@dataclass(frozen=True, slots=True)
class Iri:
    """The address of a thing, whole or with a prefix ("dct:title")."""

    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language, or a value of a datatype ("xsd:date"); neither for a bare text."""

    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and what is said of it, in order; without `iri` it exists only where it is named."""

    types: Sequence[str]
    said: Sequence[tuple[str, "Iri | Text | Thing"]]
    iri: str = ""


Value = Iri | Text | Thing


def json_ld(things: Sequence[Thing], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return things as a JSON-LD document that asks for no other file."""
    return {"@context": dict(prefixes), "@graph": [_json(thing) for thing in things]}


def _json(value: Value) -> dict[str, Any]:
    if isinstance(value, Iri):
        return {"@id": value.value}
    if isinstance(value, Text):
        said = {"@value": value.value}
        if value.language:
            said["@language"] = value.language
        elif value.datatype:
            said["@type"] = value.datatype
        return said
    node: dict[str, Any] = {"@id": value.iri} if value.iri else {}
    node["@type"] = list(value.types)
    for predicate, object_ in value.said:
        node.setdefault(predicate, []).append(_json(object_))
    return node


def turtle(things: Sequence[Thing], prefixes: Mapping[str, str]) -> str:
    """Return things as a Turtle document. Raises ValueError for an IRI that Turtle cannot hold."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()]
    for thing in things:
        lines += ["", *_statements(thing, prefixes)]
    return "\n".join(lines) + "\n"


def _statements(thing: Thing, prefixes: Mapping[str, str]) -> Iterator[str]:
    pairs = _pairs(thing, prefixes, indent=1)
    yield _iri(thing.iri, prefixes)
    yield " ;\n".join(pairs) + " ."


def _pairs(thing: Thing, prefixes: Mapping[str, str], *, indent: int) -> list[str]:
    space = "    " * indent
    pairs = [f"{space}a {', '.join(_iri(name, prefixes) for name in thing.types)}"]
    for predicate, value in thing.said:
        pairs.append(f"{space}{_iri(predicate, prefixes)} {_value(value, prefixes, indent)}")
    return pairs


def _value(value: Value, prefixes: Mapping[str, str], indent: int) -> str:
    if isinstance(value, Iri):
        return _iri(value.value, prefixes)
    if isinstance(value, Text):
        text = f'"{value.value.translate(_ESCAPED)}"'
        if value.language:
            return f"{text}@{value.language}"
        return f"{text}^^{_iri(value.datatype, prefixes)}" if value.datatype else text
    if value.iri:
        return _iri(value.iri, prefixes)
    inside = " ;\n".join(_pairs(value, prefixes, indent=indent + 1))
    return f"[\n{inside}\n{'    ' * indent}]"


def _iri(value: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, rest = value.partition(":")
    if colon and prefix in prefixes and rest.isidentifier():
        return value
    if bad := _NOT_IN_IRI.intersection(value):
        raise ValueError(f"an IRI cannot hold {sorted(bad)}: {value!r}")
    return f"<{value}>"
