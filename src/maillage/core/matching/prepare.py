"""Records made ready to be compared: each field once, as columns of numbers."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from maillage.core.matching.fields import siren_of
from maillage.core.matching.kinds import accepted_beside
from maillage.core.matching.rarity import weights_of
from maillage.core.matching.reading import Read, Record, read_record

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WORDS_KEPT = 8  # of a name or a street; the rarest
WORDS_READ = 16  # the rest of a name is a description
LOT = 20_000
VALUES_KEPT = 4  # telephones, addresses, hosts of one record
# A point that several different addresses share is the middle of a commune, not a place.
SHARED_BY = 4


class Codes:
    """Texts to numbers, in order of first sight; "" is -1."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._parts: list[Ints] = []

    def add(self, texts: Iterable[str]) -> None:
        """Take one text for each record of a lot."""
        code = self._codes.setdefault
        known = self._codes
        self._parts.append(
            np.array([code(text, len(known)) if text else -1 for text in texts], dtype=np.int64)
        )

    @property
    def values(self) -> Ints:
        """(n,) codes."""
        return np.concatenate(self._parts) if self._parts else np.empty(0, dtype=np.int64)

    @property
    def texts(self) -> list[str]:
        """The text of each code."""
        return list(self._codes)


class SeveralCodes:
    """Several texts a record to rows of numbers, -1 where there is none."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._codes: dict[str, int] = {}
        self._parts: list[Ints] = []

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the texts of each record of a lot; those beyond the width are left out."""
        known, width = self._codes, self._width
        code = known.setdefault
        flat = [code(text, len(known)) for row in rows if row for text in row[:width]]
        lengths = np.array(list(map(len, rows)), dtype=np.int64)
        values = np.full((len(rows), width), -1, dtype=np.int64)
        values[np.arange(width) < lengths[:, None]] = flat
        self._parts.append(values)

    def column(self) -> "Column":
        """Return all that was taken."""
        empty = np.empty((0, self._width), dtype=np.int64)
        values = np.concatenate([empty, *self._parts])
        met = np.bincount(values[values >= 0], minlength=len(self._codes))
        return Column(values, list(self._codes), met)


@dataclass(frozen=True, slots=True)
class Column:
    """Several coded values a record.

    values : (n, k) codes, -1 where there is none
    texts : the text of each code
    met : (number of codes,) records that have it
    """

    values: Ints
    texts: list[str]
    met: Ints


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text of each record, with what each says.

    column : codes of the words, rarest first
    weights : (number of words,) bits
    joined : (n,) the words in one piece, "" without any
    """

    column: Column
    weights: Floats
    joined: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Prepared:
    """n records as columns; -1, NaN and "" are unknown everywhere.

    name, street : words of the name that are its own, words of the street
    acronym : (n, 2) codes among the words of names of the initials of the name
    numbers, sides : (n,) codes of the numbers and of the sides (north, upper) in the name
    plain : (n,) code of a name all of whose words are generic
    names : as received, to be quoted
    kinds, kinds_named, beside : (n,) bits: all, those that may oppose, those that they accept
    low, high, suffix : (n,) house numbers
    commune, insee, postcode : (n,) codes
    latitude, longitude : (n,) degrees
    vague : (n,) the position is that of a commune rather than of a place
    phone, email, mail_host, site : values
    siret, siren, hours : (n,) codes
    key : (n,) digest of the content of the record, to decide ties whatever the order of records
    """

    n: int
    name: Words
    street: Words
    acronym: Ints
    numbers: Ints
    sides: Ints
    plain: Ints
    has_name: NDArray[np.bool_]
    names: list[str]
    kinds: Ints
    kinds_named: Ints
    beside: Ints
    low: Ints
    high: Ints
    suffix: Ints
    suffix_texts: list[str]
    commune: Ints
    commune_texts: list[str]
    insee: Ints
    postcode: Ints
    postcode_texts: list[str]
    latitude: Floats
    longitude: Floats
    vague: NDArray[np.bool_]
    phone: Column
    email: Column
    mail_host: Column
    site: Column
    siret: Column
    siren: Column
    hours: Ints
    key: NDArray[np.uint64]


def _words(codes: SeveralCodes, joined: list[str], *, generic: bool = True) -> Words:
    wide = codes.column()
    weights = weights_of(wide.texts, wide.met, len(joined), generic=generic)
    # Rarest first, alphabetical between equals: the order of records must not matter.
    order = sorted(range(len(weights)), key=lambda code: (-weights[code], wide.texts[code]))
    rank = np.empty(len(weights) + 1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    rank[-1] = len(weights)  # the code -1 takes the last
    kept = np.empty((len(joined), WORDS_KEPT), dtype=np.int64)
    for start in range(0, len(joined), LOT):
        part = wide.values[start : start + LOT]
        sort = np.argsort(rank[part], axis=1, kind="stable")[:, :WORDS_KEPT]
        kept[start : start + LOT] = np.take_along_axis(part, sort, axis=1)
    return Words(Column(kept, wide.texts, wide.met), weights, np.array(joined, dtype=object))


def _vague(latitude: Floats, longitude: Floats, streets: Ints) -> NDArray[np.bool_]:
    """Return which points are shared by several records of different streets."""
    known = np.flatnonzero(~np.isnan(latitude))
    vague = np.zeros(len(latitude), dtype=bool)
    if not known.size:
        return vague
    points = np.round(np.column_stack([latitude[known], longitude[known]]) * 1e5).astype(np.int64)
    _, of_point = np.unique(points, axis=0, return_inverse=True)
    of_point = of_point.reshape(-1)
    different = np.unique(np.column_stack([of_point, streets[known]]), axis=0)[:, 0]
    vague[known] = np.bincount(different, minlength=of_point.max() + 1)[of_point] >= SHARED_BY
    # Two decimals are a kilometre.
    coarse = (points % 1000 == 0).all(axis=1)
    vague[known[coarse]] = True
    return vague


@contextmanager
def _without_collector() -> Iterator[None]:
    """Stop looking for cycles for a while: reading makes none, and looking takes a third more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Columns:
    """Records read lot after lot, kept as numbers only."""

    def __init__(self) -> None:
        self.own, self.own_joined = SeveralCodes(WORDS_READ), list[str]()
        self.street, self.street_joined = SeveralCodes(WORDS_READ), list[str]()
        self.names, self.initials = list[str](), list[tuple[str, str]]()
        self.numbers, self.sides, self.plain = Codes(), Codes(), Codes()
        self.suffix, self.commune, self.insee = Codes(), Codes(), Codes()
        self.postcode, self.hours, self.spelled = Codes(), Codes(), Codes()
        self.phone, self.email = SeveralCodes(VALUES_KEPT), SeveralCodes(VALUES_KEPT)
        self.mail_host, self.site = SeveralCodes(VALUES_KEPT), SeveralCodes(VALUES_KEPT)
        self.siret, self.siren = SeveralCodes(1), SeveralCodes(1)
        self.whole: list[Ints] = []
        self.keys: list[NDArray[np.uint64]] = []
        self.points: list[Floats] = []

    def add(self, lot: Sequence[Read]) -> None:
        names, streets = [read.name for read in lot], [read.street for read in lot]
        self.own.add([name.own for name in names])
        self.own_joined += ["".join(name.own) for name in names]
        self.street.add([street.words for street in streets])
        self.street_joined += ["".join(street.words) for street in streets]
        self.names += [read.text for read in lot]
        self.initials += [name.initials for name in names]
        self.numbers.add(name.numbers for name in names)
        self.sides.add(name.sides for name in names)
        self.plain.add(name.plain for name in names)
        self.suffix.add(street.suffix for street in streets)
        self.spelled.add(self.street_joined[-len(lot) :])
        for column in ("commune", "insee", "postcode", "hours"):
            getattr(self, column).add([getattr(read, column) for read in lot])
        self.phone.add([read.phones for read in lot])
        self.email.add([read.emails for read in lot])
        self.mail_host.add([read.mail_hosts for read in lot])
        self.site.add([read.hosts for read in lot])
        self.siret.add([(read.siret,) if read.siret else () for read in lot])
        self.siren.add([(siren_of(read.siret),) if read.siret else () for read in lot])
        # The kinds of the name say more than the typology, which may be that of the network.
        named = [name.kinds or read.of_kind for name, read in zip(names, lot, strict=True)]
        rows = [
            (
                name.kinds | read.of_kind,
                kind,
                accepted_beside(kind),
                read.street.low,
                read.street.high,
                name.said,
            )
            for name, read, kind in zip(names, lot, named, strict=True)
        ]
        self.whole.append(np.array(rows, dtype=np.int64))
        self.points.append(np.array([read.point for read in lot], dtype=np.float64))
        self.keys.append(np.array([read.key for read in lot], dtype=np.uint64))


def prepare(records: Iterable[Record]) -> Prepared:
    """Return the records ready to be compared; anything that cannot be read is unknown.

    Raises
    ------
    TypeError : a record that is not a mapping.
    """
    columns = _Columns()
    with _without_collector():
        rest = iter(records)
        while lot := [read_record(record) for record in islice(rest, LOT)]:
            columns.add(lot)
    name = _words(columns.own, columns.own_joined)
    code_of = {word: code for code, word in enumerate(name.column.texts)}
    acronyms = [[code_of.get(text, -1) for text in pair] for pair in columns.initials]
    latitude, longitude = np.concatenate([np.empty((0, 2)), *columns.points]).T.copy()
    whole = np.concatenate([np.empty((0, 6), dtype=np.int64), *columns.whole]).T
    return Prepared(
        n=len(columns.names),
        name=name,
        street=_words(columns.street, columns.street_joined, generic=False),
        acronym=np.array(acronyms, dtype=np.int64).reshape(-1, 2),
        numbers=columns.numbers.values,
        sides=columns.sides.values,
        plain=columns.plain.values,
        has_name=whole[5].astype(bool),
        names=columns.names,
        kinds=whole[0],
        kinds_named=whole[1],
        beside=whole[2],
        low=whole[3],
        high=whole[4],
        suffix=columns.suffix.values,
        suffix_texts=columns.suffix.texts,
        commune=columns.commune.values,
        commune_texts=columns.commune.texts,
        insee=columns.insee.values,
        postcode=columns.postcode.values,
        postcode_texts=columns.postcode.texts,
        latitude=latitude,
        longitude=longitude,
        vague=_vague(latitude, longitude, columns.spelled.values),
        phone=columns.phone.column(),
        email=columns.email.column(),
        mail_host=columns.mail_host.column(),
        site=columns.site.column(),
        siret=columns.siret.column(),
        siren=columns.siren.column(),
        hours=columns.hours.values,
        key=np.concatenate([np.empty(0, dtype=np.uint64), *columns.keys]),
    )
