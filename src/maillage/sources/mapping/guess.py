"""What each column probably becomes, from its title and from its cells; a person confirms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from maillage.core.geo import PROJECTIONS, degrees_of_metres
from maillage.core.harmonise.position import in_france
from maillage.core.standard.lists import ALLOWED
from maillage.core.standard.values import fold
from maillage.sources.mapping.contents import (
    kinds,
    number_of,
    separator_of,
    vocabularies,
    words_of_column,
)
from maillage.sources.mapping.look import Column, Look
from maillage.sources.mapping.model import LAMBERT_93, Mapping
from maillage.sources.mapping.names import (
    announces_number,
    day_of,
    flags_by_name,
    is_key,
    targets_by_name,
    words_of,
)
from maillage.sources.mapping.targets import ADDRESS_LINE, KEEP, Target, target_of
from maillage.sources.mapping.vocabulary import NO, YES, guess_word
from maillage.sources.mapping.wording import with_words

# A title that is sure enough without the cells, and cells that are without the title.
_SURE = 62.0
_STREET_NUMBER = "street_number"
# What most cells must look like for a title to be believed: (kinds, least share of their sum).
_MUST: dict[str, tuple[tuple[str, ...], float]] = {
    "field:courriels": (("email",), 0.3),
    "field:telephone": (("phone",), 0.4),
    "field:site_web": (("url",), 0.4),
    "field:prise_rdv": (("url",), 0.4),
    "field:fiche_acces_libre": (("url",), 0.4),
    "field:code_postal": (("postcode",), 0.6),
    "field:code_insee": (("insee",), 0.6),
    "field:pivot": (("siret",), 0.3),
    "field:latitude": (("latitude",), 0.6),
    "field:longitude": (("longitude",), 0.6),
    "field:date_maj": (("date",), 0.5),
    "field:horaires": (("hours",), 0.1),
    "field:commune": (("letters",), 0.5),
    "position": (("pair",), 0.6),
    "x": (("metres",), 0.6),
    "y": (("metres",), 0.6),
    _STREET_NUMBER: (("small_number",), 0.5),
    "address_line": (("address_line",), 0.3),
    "local:local_wifi_public": (("yes_no",), 0.5),
    "local:local_wheelchair": (("yes_no",), 0.5),
    "local:local_childcare": (("yes_no",), 0.5),
    "local:local_phone_charging": (("yes_no",), 0.5),
}
# What a text cannot be made of, and the least share that rules the title out.
_NEVER = {"email": 0.5, "url": 0.6, "phone": 0.6, "yes_no": 0.8, "date": 0.8}
_NEVER_NUMBER = {**_NEVER, "number": 0.7}
# What the cells alone suggest: kind, least share, target, points.
_BY_CONTENT: tuple[tuple[str, float, str, float], ...] = (
    ("pair", 0.8, "position", 75.0),
    ("email", 0.6, "field:courriels", 60.0),
    ("siret", 0.7, "field:pivot", 58.0),
    ("address_line", 0.6, "address_line", 56.0),
    ("phone", 0.7, "field:telephone", 55.0),
    ("hours", 0.5, "field:horaires", 55.0),
    ("url", 0.7, "field:site_web", 50.0),
    ("five_digits", 0.95, "field:code_postal", 46.0),
    ("street", 0.5, "field:adresse", 48.0),
    ("fine_latitude", 0.95, "field:latitude", 45.0),
    ("fine_longitude", 0.95, "field:longitude", 44.0),
)
_MOST_WORDS = 80
_LONGEST_WORD = 150
# A title that fits one field well does not fit another by one of its words.
_NEAR_BEST = 20.0
# A column filled with its own title where the answer is yes: "Jeunes", "jeune", "x".
_MOST_SAME, _START = 6, 5
_LABEL_OF_SERVICE = 55.0
_LIST_BY_CONTENT = 0.5
_LIST_AGAIN = 0.15
# "AX-001", "L12": letters and figures without a space are a number that a producer gave.
_CODE = re.compile(r"(?=\S*[^\W\d_])(?=\S*\d)\S{2,24}")
_MOSTLY_CODES = 0.7


@dataclass(slots=True)
class _Seen:
    """A column with all that is known of it."""

    column: Column
    position: int
    kinds: dict[str, float]
    separator: str
    words: dict[str, int]
    lists: dict[str, float]
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return self.column.n_filled == 0

    def share(self, names: Sequence[str]) -> float:
        return sum(self.kinds.get(name, 0.0) for name in names)


def guess(look: Look) -> Mapping:
    """Return the likeliest mapping of a file; every column has a target, KEEP when nothing fits.

    Never raises, whatever the table. One column feeds a field, but for the lists of the standard,
    the days of the week and the number of a street.
    """
    seen = [_see(column, index) for index, column in enumerate(look.columns)]
    key = _key(seen, look)
    for one in seen:
        one.scores = _scores(one, look)
    chosen = _assign(seen)
    _find_name(seen, chosen)
    _find_commune(seen, chosen)
    _find_address_line(seen, chosen)
    _find_street_number(seen, chosen)
    _settle_position(seen, chosen)
    columns = {one.column.name: chosen.get(one.column.name, Target(KEEP)) for one in seen}
    mapping = Mapping(
        columns=columns,
        key=(key,) if key else (),
        sheet=look.sheet if len(look.sheets) > 1 else "",
        header_line=look.header_line,
        decimal=look.decimal,
        epsg=_epsg(look, columns),
    )
    return with_words(look, mapping)


def _see(column: Column, position: int) -> _Seen:
    values = list(column.values)
    separator = separator_of(column.values)
    words = words_of_column(column.values, separator)
    return _Seen(column, position, kinds(values), separator, words, vocabularies(list(words)))


def _key(seen: Sequence[_Seen], look: Look) -> str:
    """Return the column that tells places apart, "" when none surely does."""
    for one in seen:
        column = one.column
        if is_key(column.name) and column.n_different == column.n_filled == look.n_rows > 0:
            return column.name
    for column in (one.column for one in seen):
        alone = column.n_different == column.n_filled == look.n_rows > 1
        if alone and announces_number(column.name) and _share_of_codes(column) == 1:
            return column.name
    return ""


def _share_of_codes(column: Column) -> float:
    """Return the share of the different cells of a filled column that are codes, not words."""
    return sum(bool(_CODE.fullmatch(one.strip())) for one in column.values) / len(column.values)


def _scores(one: _Seen, look: Look) -> dict[str, float]:
    column = one.column
    scores: dict[str, float] = {}
    day = day_of(column.name)
    if day and (
        one.empty or one.share(("day", "hours")) >= 0.2 or one.kinds.get("yes_no", 0) >= 0.8
    ):
        scores[f"day:{day}"] = 96.0
    for code, points in targets_by_name(column.name).items():
        if one.empty:
            if points >= 90:
                scores[code] = points - 30  # a column that is filled wins
            continue
        if (points := _believed(one, code, points)) > 0:
            scores[code] = max(points, scores.get(code, 0.0))
    if one.empty:
        return scores
    for kind, least, code, points in _BY_CONTENT:
        share = one.kinds.get(kind, 0.0)
        if share >= least and _personal(scores) < _SURE:
            scores[code] = max(scores.get(code, 0.0), points + 5 * share)
    for name, share in one.lists.items():
        if share >= _LIST_BY_CONTENT and len(one.words) <= _MOST_WORDS:
            code = f"field:{name}"
            scores[code] = max(scores.get(code, 0.0), 50 + 25 * share)
    if _is_label(one, look):
        scores.setdefault("field:services", _LABEL_OF_SERVICE)
    if _is_flag(one, look):
        for code, points in flags_by_name(column.name).items():
            if points > _SURE:
                scores[code] = max(scores.get(code, 0.0), points)
    return scores


def _personal(scores: dict[str, float]) -> float:
    return max(scores.get("ignore", 0.0), scores.get(KEEP, 0.0))


def _believed(one: _Seen, code: str, points: float) -> float:
    """Return the points of a title once the cells were looked at; 0 when they say otherwise."""
    must = _MUST.get(code)
    if must is not None:
        share = one.share(must[0])
        return points + 15 * min(1.0, share) if share >= must[1] else 0.0
    name = code.removeprefix("field:")
    if code.startswith("field:") and name in ALLOWED:
        return _believed_list(one, name, points)
    if code.startswith(("field:", "local:")):
        never = _NEVER_NUMBER if name in ("nom", "adresse") else _NEVER
        if any(one.kinds.get(kind, 0.0) >= least for kind, least in never.items()):
            return 0.0
        if name == "nom" and one.kinds.get("long", 0.0) > 0.5:
            return 0.0
        if name == "adresse" and one.kinds.get("street", 0.0) > 0.3:
            points += 10
    return points


def _believed_list(one: _Seen, name: str, points: float) -> float:
    if one.kinds.get("yes_no", 0.0) >= 0.8 and name != "itinerance":
        return 0.0
    if one.kinds.get("number", 0.0) >= 0.7 or one.kinds.get("date", 0.0) >= 0.5:
        return 0.0
    n_long = sum(1 for word in one.words if len(word) > _LONGEST_WORD)
    if n_long > 0.3 * len(one.words) or len(one.words) > 3 * _MOST_WORDS:
        return 0.0  # sentences: no one would map them one by one
    return points + 25 * one.lists.get(name, 0.0)


def _is_flag(one: _Seen, look: Look) -> bool:
    """True for a column of yes and no, or one that is empty or says always the same."""
    if one.kinds.get("yes_no", 0.0) >= 0.6:
        return True
    if one.column.n_filled == look.n_rows or one.column.n_different > _MOST_SAME:
        return False
    starts = {word[:_START] for word in words_of(one.column.name)}
    return one.column.n_different <= 2 or all(
        fold(value) in YES | NO or fold(value)[:_START] in starts for value in one.column.values
    )


def _is_label(one: _Seen, look: Look) -> bool:
    """True for a column that holds the name of one service where the place offers it."""
    column = one.column
    return (
        column.n_different == 1
        and column.n_filled < look.n_rows
        and not one.kinds.get("yes_no")
        and bool(guess_word("services", next(iter(column.values))))
    )


def _assign(seen: Sequence[_Seen]) -> dict[str, Target]:
    """Return the targets, the surest first; a field that is taken is taken."""
    offers = sorted(
        ((points, one.position, code) for one in seen for code, points in one.scores.items()),
        key=lambda offer: (-offer[0], offer[1]),
    )
    chosen: dict[str, Target] = {}
    taken: set[str] = set()
    for points, position, code in offers:
        one = seen[position]
        name = one.column.name
        if name in chosen or code == _STREET_NUMBER or points < 40:
            continue
        if points < max(one.scores.values()) - _NEAR_BEST:
            continue
        if code in taken and not _several(one, code, points):
            continue
        if code in ("x", "field:longitude") and _other_axis(code) in taken:
            continue
        chosen[name] = target_of(code)
        taken.add(code)
    return chosen


def _other_axis(code: str) -> str:
    return "field:longitude" if code == "x" else "x"


def _several(one: _Seen, code: str, points: float) -> bool:
    """True when one more column may become the same thing."""
    if code.startswith(("day:", "flag:")) or code in ("keep", "ignore"):
        return True
    name = code.removeprefix("field:")
    if name not in ALLOWED:
        return False
    return points >= 100 or one.lists.get(name, 0.0) >= _LIST_AGAIN or one.column.n_different == 1


def _find_name(seen: Sequence[_Seen], chosen: dict[str, Target]) -> None:
    """Give the name of the places to the first column of different words, when no title did."""
    if any(target.name == "nom" for target in chosen.values()):
        return
    for one in seen:
        name, column = one.column.name, one.column
        bad = any(one.kinds.get(kind, 0.0) >= least for kind, least in _NEVER_NUMBER.items())
        free = name not in chosen or chosen[name].kind == KEEP
        if (
            free
            and not bad
            and not is_key(name)
            and one.kinds.get("long", 0.0) < 0.3
            and column.n_different > 0.5 * column.n_filled > 0
            and _share_of_codes(column) < _MOSTLY_CODES
        ):
            chosen[name] = Target("field", "nom")
            return


def _find_commune(seen: Sequence[_Seen], chosen: dict[str, Target]) -> None:
    """Give the commune to the words beside the postcode, whatever they are called."""
    if any(target.name == "commune" for target in chosen.values()):
        return
    for one in seen:
        if chosen.get(one.column.name) != Target("field", "code_postal"):
            continue
        for step in (1, -1):
            beside = one.position + step
            if not 0 <= beside < len(seen) or seen[beside].column.name in chosen:
                continue
            kind = seen[beside].kinds
            if kind.get("letters", 0.0) >= 0.8 and kind.get("street", 0.0) < 0.3:
                chosen[seen[beside].column.name] = Target("field", "commune")
                return


def _find_address_line(seen: Sequence[_Seen], chosen: dict[str, Target]) -> None:
    """Read a whole line of address when no other column gives the commune."""
    if any(target.name in ("commune", "code_postal") for target in chosen.values()):
        return
    for one in seen:
        target = chosen.get(one.column.name)
        if target and target.name == "adresse" and one.kinds.get("address_line", 0.0) >= 0.3:
            chosen[one.column.name] = Target(ADDRESS_LINE)


def _find_street_number(seen: Sequence[_Seen], chosen: dict[str, Target]) -> None:
    """Join to the street the column of its number: "adresse_numero", or "N°" just before it."""
    for one in seen:
        name = one.column.name
        street = (
            chosen.get(seen[one.position + 1].column.name) if one.position + 1 < len(seen) else None
        )
        before = street is not None and street.name == "adresse"
        bare = words_of(name) in (("n",), ("numero",), ("num",), ("no",)) and before
        if (one.scores.get(_STREET_NUMBER, 0.0) > _SURE or bare) and (
            one.kinds.get("small_number", 0.0) >= 0.5
        ):
            chosen[name] = Target("field", "adresse")


def _settle_position(seen: Sequence[_Seen], chosen: dict[str, Target]) -> None:
    """Keep one way of saying where a place is: two columns, else one, else metres."""
    by_code: dict[str, list[str]] = {}
    for name, target in chosen.items():
        by_code.setdefault(target.code, []).append(name)
    filled = {one.column.name: one.column.n_filled for one in seen}

    def weight(*codes: str) -> int:
        return min(max((filled[n] for n in by_code.get(c, ())), default=0) for c in codes)

    degrees = weight("field:latitude", "field:longitude")
    pair, metres = weight("position"), weight("x", "y")
    best = max(degrees, pair, metres)
    kept = "degrees" if degrees == best else "pair" if pair == best else "metres"
    groups = {
        "degrees": ("field:latitude", "field:longitude"),
        "pair": ("position",),
        "metres": ("x", "y"),
    }
    for group, codes in groups.items():
        for code in codes:
            if group != kept or not best:
                for name in by_code.get(code, ()):
                    if filled[name]:
                        chosen[name] = Target(KEEP)


def _epsg(look: Look, columns: dict[str, Target]) -> int:
    """Return the first projection that puts all the points in France."""
    xs, ys = (
        [
            number
            for name, target in columns.items()
            if target.kind == axis
            for value in list(look.column(name).values)[:30]
            if (number := number_of(value)) is not None
        ]
        for axis in ("x", "y")
    )
    n = min(len(xs), len(ys))
    for epsg in PROJECTIONS if n else ():
        latitudes, longitudes = degrees_of_metres(xs[:n], ys[:n], epsg)
        if all(in_france(float(a), float(b)) for a, b in zip(latitudes, longitudes, strict=True)):
            return epsg
    return LAMBERT_93
