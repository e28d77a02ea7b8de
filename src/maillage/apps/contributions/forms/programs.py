"""What a program proposes, read by the forms of the staff: the same checks, the same words."""

from collections.abc import Collection, Mapping
from typing import Any

from maillage.apps.contributions.forms.proposals import positioned
from maillage.apps.directory.errors import AgesOutOfOrder
from maillage.web.api import ParametersWrong, WrongValue
from maillage.web.lending import borrowed

POSITION = ("latitude", "longitude")


def place_values(
    said: Mapping[str, Any], *, needed: Collection[str] = (), place: Any = None
) -> dict[str, Any]:
    """Return what is proposed of a place, by column, as its form reads it.

    `needed` must be said; `place` is the one that is corrected. Raises ParametersWrong.
    """
    options = {} if place is None else {"place": place}
    values = _read("place", said, needed, options)
    if "position" in values:
        halves = values.pop("position") or (None, None)
        values |= dict(zip(POSITION, halves, strict=True))
    return values


def offer_values(
    said: Mapping[str, Any], *, code: str, needed: Collection[str] = (), offer: Any = None
) -> dict[str, Any]:
    """Return what is proposed of an offer, by column, as its form reads it.

    `code` is that of the commune, for the holidays of its hours. Raises ParametersWrong.
    """
    options = {"code": code} | ({} if offer is None else {"offer": offer})
    return _read("offer", said, needed, options)


def _read(
    part: str, said: Mapping[str, Any], needed: Collection[str], options: dict[str, Any]
) -> dict[str, Any]:
    form_class = borrowed(part)
    typed = positioned(said) if part == "place" else dict(said)
    if set(said) & set(POSITION):
        typed.setdefault("position", "")
    shown = form_class(**options)
    data = {
        name: field.prepare_value(typed.get(name, shown.get_initial_for_field(field, name)))
        for name, field in shown.fields.items()
    }
    form = form_class(data, **options)
    form.keeps_first = False
    for name in needed:
        form.fields[name].required = True
    form.is_valid()
    low, high = form.cleaned_data.get("age_min"), form.cleaned_data.get("age_max")
    if low is not None and high is not None and high < low:
        form.add_error("age_max" if "age_max" in typed else "age_min", str(AgesOutOfOrder()))
    # What the base holds and nobody touches is not for this program to repair.
    judged = [name for name in form.fields if name in typed or name in needed]
    wrong = [
        WrongValue(f"body.{part}.{'latitude' if name == 'position' else name}", message)
        for name in judged
        for message in form.errors.get(name, ())
    ]
    if wrong:
        raise ParametersWrong(wrong)
    return {name: form.cleaned_data[name] for name in form.fields if name in typed}
