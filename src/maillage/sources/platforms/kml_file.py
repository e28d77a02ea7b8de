"""Reading a KML (or KMZ) file: one row per place mark, with its folder, its data and its point."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import nh3
from defusedxml.common import DefusedXmlException

from maillage.sources.base import Row
from maillage.sources.delivery import UNREADABLE, Delivery, DeliveryError
from maillage.sources.encoding import UNREADABLE_ERRORS
from maillage.sources.platforms import shapes
from maillage.sources.platforms.workbook_check import broken, check_parts

NAME, FOLDER, DESCRIPTION = "nom", "dossier", "description"
FILE_LIMIT_BYTES = 60 * 1024**2
_DEEPEST = 100
_TEXTS = {"name": NAME, "description": DESCRIPTION, "address": "adresse"}
_TEXTS |= {"phoneNumber": "telephone", "Snippet": "resume", "snippet": "resume"}
_SHAPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "Polygon"}
_SHAPES |= {"Polygon": "Polygon", "MultiGeometry": "GeometryCollection"}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BREAKS = re.compile(r"<\s*(?:br|/p|/tr|/li|/div|/h\d)\b[^>]*>", re.IGNORECASE)
# What is read once it is whole; the second would have to be fetched.
_WHOLE = ("Placemark", "NetworkLink")


def rows(delivery: Delivery) -> Iterator[Row]:
    """Yield a row per place mark, as text: name, description without its HTML, data, folder, point.

    A shape that is no point has the middle of its points, and the column `forme` says so. Nothing
    is fetched: a link to another file is a row with a `problem`. A document that declares entities
    or refers to another one is refused. Raises DeliveryError after the last whole place mark:
    "empty", "wrong_format", "kml_broken", "kml_entities", "too_large".
    """
    delivery.expect("kml", "kmz")
    text = _source(delivery)
    received: list[tuple[dict[str, object], str]] = []
    stopped: DeliveryError | None = None
    try:
        received.extend(_marks(text))
    except DefusedXmlException as error:
        raise DeliveryError(
            "kml_entities",
            f"Le fichier {delivery.name} renvoie à d’autres fichiers ou se répète sans fin : il "
            "n’est pas lu. Exportez-le de nouveau depuis le logiciel de cartes.",
        ) from error
    except _Cut as error:
        received, stopped = (
            error.before,
            DeliveryError(
                "kml_broken",
                f"Le fichier {delivery.name} est coupé ou abîmé vers la ligne {error.line} : "
                "exportez-le de nouveau. Rien n’est publié.",
                line=error.line,
            ),
        )
    columns = tuple(dict.fromkeys(name for values, _ in received for name in values))
    for number, (values, problem) in enumerate(received, start=1):
        rule = "remote_layer" if problem else ""
        if not problem and any(UNREADABLE in str(value) for value in values.values()):
            rule, problem = "undecodable", f"Repère n° {number} : des caractères sont illisibles."
        yield Row(number, None, values, columns, problem or None, rule)
    if stopped is not None:
        raise stopped


class _Cut(Exception):
    def __init__(self, before: list[tuple[dict[str, object], str]], line: int) -> None:
        super().__init__(line)
        self.before, self.line = before, line


def _source(delivery: Delivery) -> bytes:
    """Return the document in UTF-8, whatever it said of itself."""
    content = delivery.content(FILE_LIMIT_BYTES)
    codec = delivery.encoding.codec
    if delivery.format == "kmz":
        content, codec = _unpacked(content, delivery.name), "utf-8"
    text = content.decode(codec, UNREADABLE_ERRORS).removeprefix("\ufeff").lstrip()
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def _unpacked(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_parts(archive, name)
            inside = sorted(
                (part for part in archive.namelist() if part.lower().endswith(".kml")),
                key=lambda part: (part != "doc.kml", part.count("/"), part),
            )
            return archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, IndexError) as error:
        raise broken(name) from error


def _marks(document: bytes) -> Iterator[tuple[dict[str, object], str]]:
    """Yield (values, problem) of each place mark, in the order of the document."""
    before: list[tuple[dict[str, object], str]] = []
    # iterparse holds the tree: what was read is emptied as it goes.
    events = defusedxml.ElementTree.iterparse(
        io.BytesIO(document), ("start", "end"), forbid_dtd=False
    )
    names: list[str] = []  # of the elements that are open
    whole = 0  # inside what is read at its end: nothing in it is emptied before
    try:
        for event, element in events:
            tag = _tag(element)
            if event == "start":
                names.append("")
                if len(names) > _DEEPEST:
                    raise _Cut(before, 1)
                whole += tag in _WHOLE
                continue
            names.pop()
            whole -= tag in _WHOLE
            if tag == "Placemark":
                before.append((_values(element, names), ""))
            elif tag == "NetworkLink":
                title = next((e.text for e in element if _tag(e) == "name" and e.text), "")
                before.append(({NAME: title.strip()}, _not_followed(element)))
            elif tag == "name" and names and not whole:
                names[-1] = _plain(element.text or "")
            if not whole and tag != "name":
                element.clear()
    except ParseError as error:
        raise _Cut(before, error.position[0]) from error
    yield from before


def _values(mark: Element, folders: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for child in mark:
        if (column := _TEXTS.get(_tag(child))) and (text := _plain(child.text or "")):
            values[column] = text
        elif _tag(child) in ("ExtendedData", "Metadata"):
            values |= _data(child)
    # The document's own title says nothing of one place; a folder does.
    if folder := " / ".join(name for name in folders[2:] if name):
        values[FOLDER] = folder
    for child in mark:
        if kind := _SHAPES.get(_tag(child)):
            values |= _point(child, kind)
    return values


def _data(extended: Element) -> dict[str, object]:
    values: dict[str, object] = {}
    for element in extended.iter():
        name = element.get("name", "").strip()
        if _tag(element) == "Data" and name:
            said = next((child for child in element if _tag(child) == "value"), None)
            text = _plain(said.text or "") if said is not None else ""
        elif _tag(element) in ("SimpleData", "SimpleArrayData") and name:
            text = _plain(element.text or "")
        else:
            continue
        if text:
            values[name] = text
    return values


def _point(shape: Element, kind: str) -> dict[str, Any]:
    points: list[tuple[float, float]] = []
    for element in shape.iter():
        if _tag(element) == "coordinates":
            for triple in (element.text or "").split():
                numbers = triple.split(",")
                try:
                    points.append((float(numbers[0]), float(numbers[1])))
                except (ValueError, IndexError):
                    continue
    point = shapes.middle(points)
    if point is None:
        return {}
    words = shapes.shape_words(kind)
    return {shapes.LATITUDE: point[0], shapes.LONGITUDE: point[1], shapes.SHAPE: words}


def _not_followed(element: Element) -> str:
    link = next((e.text for e in element.iter() if _tag(e) == "href" and e.text), "")
    return (
        f"Un lien vers un autre fichier ({(link or 'sans adresse')[:200]}) n’est pas suivi. "
        "Téléchargez ce fichier et envoyez-le à part."
    )


def _plain(text: str) -> str:
    """Return the words of an HTML fragment, a line for each of its blocks.

    >>> _plain("<b>Espace</b> public<br>Ouvert &amp; gratuit <script>x()</script>")
    'Espace public\\nOuvert & gratuit'
    """
    if "<" in text:
        text = nh3.clean(_BREAKS.sub("\n", text), tags=set())
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
