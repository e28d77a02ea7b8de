"""Valid records of the standard, invented by Hypothesis."""

from datetime import date

from hypothesis import strategies as st

from maillage.core.standard import FIELD_BY_NAME, TYPOLOGIES, PlaceRecord

# Letters, digits, French signs and what a CSV must quote; nothing that looks like HTML.
ALPHABET = "abzéÈçœ ŷ09’'\"-,;:()/«»!\n\t日"
FORM = {
    "pivot": r"[1-9]{9}|W[0-9A-Z]{9}|0{14}",
    "code_postal": r"[0-9]{5}",
    "code_insee": r"([013-9][0-9]|2[AB1-9])[0-9]{3}",
    "telephone": r"\+(33|590|594|262|596|269|687|689|508|681)[0-9]{6,9}",
    "fiche_acces_libre": r"https?://[a-z]{1,9}\.example/[a-z0-9;=?-]{0,12}",
    "prise_rdv": r"https?://[a-z]{1,9}\.example",
}
ITEM = {
    "courriels": r"[a-z.]{1,9}@[a-z]{1,9}\.example",
    "site_web": r"https?://[a-z]{1,9}\.example/[a-z0-9;=?-]{0,12}",
}


def trimmed(*, without: str = "", min_size: int = 0, max_size: int = 40) -> st.SearchStrategy[str]:
    letters = st.sampled_from([letter for letter in ALPHABET if letter not in without])
    return (
        st.text(letters, min_size=min_size, max_size=max_size)
        .map(str.strip)
        .filter(lambda text: len(text) >= min_size)
    )


def several(items: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, unique=True, max_size=4).map(tuple)


def value_of(name: str) -> st.SearchStrategy[object]:
    field = FIELD_BY_NAME[name]
    if field.values:
        return several(st.sampled_from([member.value for member in field.values]))
    if name == "typologie":
        return several(st.sampled_from(sorted(TYPOLOGIES)))
    if name in ITEM:
        return several(st.from_regex(ITEM[name], fullmatch=True))
    if field.multiple:
        return several(trimmed(min_size=1))
    if field.type == "date":
        return st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
    if name in FORM:
        given = st.from_regex(FORM[name], fullmatch=True)
        return given if field.required else st.one_of(st.just(""), given)
    return trimmed(min_size=1 if field.required else 0)


POSITIONS = st.one_of(
    st.just((None, None)),
    st.tuples(st.floats(42.5, 51, allow_nan=False), st.floats(-4.5, 8, allow_nan=False)),
    st.tuples(st.floats(-21.4, -20.9), st.floats(55.2, 55.8)),
)
EXTENSIONS = st.dictionaries(
    st.from_regex(r"local_[a-z_]{1,8}", fullmatch=True),
    st.lists(trimmed(min_size=1), unique=True, min_size=1, max_size=3).map(tuple),
    max_size=3,
)


@st.composite
def records(draw: st.DrawFn, *, extended: bool = False) -> PlaceRecord:
    """A record whose every value conforms to the standard 1.0.2."""
    names = [name for name in FIELD_BY_NAME if name not in ("latitude", "longitude")]
    values = {name: draw(value_of(name)) for name in names}
    values["latitude"], values["longitude"] = draw(POSITIONS)
    return PlaceRecord(**values, extension=draw(EXTENSIONS) if extended else {})
