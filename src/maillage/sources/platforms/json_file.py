"""Reading a JSON file that holds a list of records, without ever holding the list."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice

import ijson

from maillage.sources.base import Row
from maillage.sources.delivery import UNREADABLE, Delivery, DeliveryError

_BUFFER_BYTES = 64 * 1024
# The columns of a JSON file are those of its first records: a key may be absent from some.
_RECORDS_FOR_COLUMNS = 200
_LOOK_FOR_LIST_EVENTS = 2_000
# ijson writes down the path of every level: a hundred thousand of them fill the memory.
_DEEPEST = 512
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# What a backslash begins; the group is one half of a character, alone.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_HELD_CHARACTERS = 1024**2
_UNREADABLE_ESCAPE = json.dumps(UNREADABLE)[1:-1]


def rows(
    *, path: str | None = None, required: Sequence[str] = ()
) -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of JSON deliveries.

    path : where the list is, "" for the top of the file, "results" or "data.items" below it;
        None takes the first list of objects
    required : keys without which nothing can be done, as in csv_file.rows

    The reader yields one Row per object; an item that is no object has a `problem`. It raises
    DeliveryError "empty", "wrong_format", "json_no_list", "json_invalid", "record_too_long" and
    what Delivery.text raises, after the last whole record.
    """

    def read(delivery: Delivery) -> Iterator[Row]:
        delivery.expect("json")
        prefix = _find_list(delivery) if path is None else ".".join(filter(None, (path, "item")))
        return rows_of(items(delivery, prefix), required)

    return read


def rows_of(values: Iterator[object], required: Sequence[str] = ()) -> Iterator[Row]:
    """Yield a Row for each item, with the columns of the delivery.

    Raises DeliveryError "columns_missing" when no record at the start has a required column.
    """
    first = list(_until_error(values, _RECORDS_FOR_COLUMNS))
    error = first.pop() if first and isinstance(first[-1], DeliveryError) else None
    columns = tuple(dict.fromkeys(key for item in first if isinstance(item, dict) for key in item))
    missing = [name for name in required if columns and name not in columns]
    if missing:
        names = ", ".join(f"« {name} »" for name in missing)
        raise DeliveryError(
            "columns_missing",
            f"Il manque {names} dans tous les premiers enregistrements : renommez ou ajoutez ces "
            "clés, ou choisissez une autre source.",
        )
    for number, item in enumerate(chain(first, () if error else values), start=1):
        yield _row(number, item, columns)
    if isinstance(error, DeliveryError):
        raise error


def _until_error(values: Iterator[object], n: int) -> Iterator[object]:
    """Yield the first n items, then the DeliveryError that came instead of one, if any."""
    try:
        yield from islice(values, n)
    except DeliveryError as error:
        yield error


def items(delivery: Delivery, prefix: str) -> Iterator[object]:
    """Yield the items at an ijson prefix; raise DeliveryError where the reading stops."""
    stream = _Stream(delivery)
    try:
        for item in ijson.items(stream, prefix, buf_size=_BUFFER_BYTES, use_float=True):
            stream.record_read()
            yield item
    except DeliveryError:
        raise
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        if "overflow" in str(error) or "out of range" in str(error):
            raise DeliveryError(
                "json_number",
                f"Dans le fichier {delivery.name}, un nombre de l’enregistrement "
                f"n° {stream.n_records + 1}, vers la ligne {stream.line}, est démesuré : "
                "corrigez-le. Rien n’est publié.",
                line=stream.line,
            ) from error
        raise DeliveryError(
            "json_invalid",
            f"Le fichier {delivery.name} n’est plus du JSON valable après l’enregistrement "
            f"n° {stream.n_records}, vers la ligne {stream.line} : demandez un nouvel envoi au "
            "producteur. Rien n’est publié.",
            line=stream.line,
        ) from error


class _Stream:
    """The content as UTF-8 bytes for ijson, with a limit on what one record may take."""

    def __init__(self, delivery: Delivery) -> None:
        self._pieces = _halves_marked(delivery.text())
        self._pending = b""
        self._depth, self._in_text, self._backslash = 0, 0, b""
        self._limit = delivery.record_limit_bytes
        self._since_record = 0
        self.n_records = 0
        self.line = 1

    def read(self, size: int) -> bytes:
        while not self._pending:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._pending = piece.encode("utf-8", "surrogatepass")
        data, self._pending = self._pending[:size], self._pending[size:]
        if self._since_record > self._limit:
            raise DeliveryError(
                "record_too_long",
                f"L’enregistrement n° {self.n_records + 1}, vers la ligne {self.line}, dépasse "
                f"{self._limit / 1024**2:.3g} Mo : corrigez-le. Rien n’est publié.",
                line=self.line,
            )
        self._since_record += len(data)
        self.line += data.count(b"\n")
        self._check_depth(data)
        return data

    def _check_depth(self, data: bytes) -> None:
        """Raise DeliveryError "json_too_deep" as soon as the nesting has no end."""
        # Pairs of backslashes first, then what one of them protects: only true quotes are left.
        data = (self._backslash + data).replace(b"\\\\", b"x").replace(b'\\"', b"x")
        self._backslash = b"\\" if data.endswith(b"\\") else b""
        parts = data.split(b'"')
        brackets = b"".join(parts[self._in_text :: 2]).translate(None, _NOT_BRACKETS)
        self._in_text ^= (len(parts) - 1) & 1
        if self._depth + brackets.count(b"[") + brackets.count(b"{") <= _DEEPEST:
            # The usual case: even if nothing closed, it would not be too deep.
            self._depth += 2 * (brackets.count(b"[") + brackets.count(b"{")) - len(brackets)
            return
        for bracket in brackets:
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > _DEEPEST:
                raise DeliveryError(
                    "json_too_deep",
                    f"L’enregistrement n° {self.n_records + 1}, vers la ligne {self.line}, "
                    f"imbrique plus de {_DEEPEST} listes les unes dans les autres : corrigez-le. "
                    "Rien n’est publié.",
                    line=self.line,
                )

    def record_read(self) -> None:
        self.n_records += 1
        self._since_record = 0


def _find_list(delivery: Delivery) -> str:
    """Return the ijson prefix of the items of the first list of objects."""
    stream = _Stream(delivery)
    list_prefix: str | None = None
    try:
        events = ijson.parse(stream, buf_size=_BUFFER_BYTES, use_float=True)
        for prefix, event, _ in islice(events, _LOOK_FOR_LIST_EVENTS):
            if event == "start_array":
                list_prefix = prefix
                if not prefix:
                    return "item"
            elif event == "start_map" and list_prefix is not None:
                return f"{list_prefix}.item"
            else:
                list_prefix = None  # a list of something else than objects
    except DeliveryError:
        raise
    except (ijson.JSONError, ValueError):
        return "item"  # the reading itself will say what is wrong, and where
    raise DeliveryError(
        "json_no_list",
        f"Le fichier {delivery.name} ne contient pas de liste de lieux : une liste d’objets "
        "« [ {…}, {…} ] » est attendue.",
        line=1,
    )


def _is_unreadable(value: object) -> bool:
    left = [value]  # not a function that calls itself: a record may be deep
    while left:
        item = left.pop()
        if isinstance(item, str):
            if UNREADABLE in item:
                return True
        elif isinstance(item, Mapping):
            left.extend(item)
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
    return False


def _halves_marked(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the text with UNREADABLE in the place of each escaped half of a character.

    The parser would put a question mark, or give up the whole file for one record.
    """
    held = ""
    for piece in pieces:
        text = held + piece
        # A comma or a space is inside no escape: what follows the last one waits for the rest.
        cut = max(text.rfind(","), text.rfind(" ")) + 1
        if not cut and len(text) > _HELD_CHARACTERS:
            cut = len(text)  # a text without end, which the limit on a record stops
        held = text[cut:]
        yield _marked(text[:cut])
    yield _marked(held)


def _marked(text: str) -> str:
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: _UNREADABLE_ESCAPE if found[1] else found[0], text)


def _row(number: int, item: object, columns: tuple[str, ...]) -> Row:
    if not isinstance(item, Mapping):
        problem = f"L’enregistrement n° {number} n’est pas un objet « {{…}} »."
        return Row(number, None, {"valeur_recue": item}, columns, problem, "json_not_an_object")
    if _is_unreadable(item):
        problem = (
            f"Enregistrement n° {number} : des caractères ne peuvent pas être lus. "
            "Enregistrez le fichier en UTF-8."
        )
        return Row(number, None, item, columns, problem, "undecodable")
    if any("\0" in str(name) for name in item):
        problem = f"Enregistrement n° {number} : un nom de champ a des signes invisibles."
        return Row(number, None, item, columns, problem, "key_unwritable")
    return Row(number, None, item, columns)
