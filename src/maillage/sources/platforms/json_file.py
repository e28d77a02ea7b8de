"""Reading a JSON file that holds a list of records, without ever holding the list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice

import ijson

from maillage.sources.base import Row
from maillage.sources.delivery import UNREADABLE, Delivery, DeliveryError

_BUFFER_BYTES = 64 * 1024
# The columns of a JSON file are those of its first records: a key may be absent from some.
_RECORDS_FOR_COLUMNS = 200
_LOOK_FOR_LIST_EVENTS = 2_000


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
        self._pieces = delivery.text()
        self._pending = b""
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
        return data

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
    if isinstance(value, str):
        return UNREADABLE in value
    if isinstance(value, Mapping):
        return any(map(_is_unreadable, value.values())) or any(map(_is_unreadable, value))
    return isinstance(value, list) and any(map(_is_unreadable, value))


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
    return Row(number, None, item, columns)
