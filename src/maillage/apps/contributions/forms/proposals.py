"""Forms of proposals: those of the directory, borrowed, with fewer fields.

A borrowed form reads what people type exactly as the keepers' own does; here it is only cut down.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.contributions.models import Kind, Proposal
from maillage.apps.directory.actions.audit import as_json
from maillage.apps.directory.errors import AgesOutOfOrder
from maillage.web.lending import borrowed

SEEN_BY_ALL = _("Montré à tout le monde une fois publié, sur le site et sur papier.")
# All that is needed of a service; the rest is folded.
NEEDED = ("title", "contact_nom", "uses")
MORE = (
    "description",
    "contact_telephone",
    "horaires",
    "publics_specifiquement_adresses",
    "age_min",
    "age_max",
    "frais_a_charge",
    "cost_note",
    "levels",
    "modalites_accompagnement",
    "modalites_acces",
    "adaptations",
    "languages",
)
NEW_PLACE = ("nom", "adresse", "code_postal", "commune", "position", "telephone", "horaires")


class NoteField(forms.CharField):
    """A word to whoever will read the proposal."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=500,
            label=_("Un mot pour la personne qui relira"),
            help_text=_("Facultatif, jamais publié. Par exemple : « dès le 1er octobre »."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class RefusalForm(forms.Form):
    """Why a proposal is not published."""

    reason = forms.CharField(
        max_length=1_000,
        label=_("Pourquoi ne pas la publier ?"),
        help_text=_("La personne qui a proposé lira ces mots, et les recevra par e-mail."),
        error_messages={"required": _("Dites pourquoi : la personne qui a proposé le lira.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _cut(form: Any, layout: tuple[tuple[Any, Any, tuple[str, ...]], ...]) -> Any:
    form.layout = layout
    kept = {name for _title, _note, names in layout for name in names}
    for name in [name for name in form.fields if name not in kept]:
        del form.fields[name]
    return form


def offer_form(
    data: Any,
    *,
    place: Any = None,
    draft: Proposal | None = None,
    prefix: str | None = None,
    note: bool = True,
) -> Any:
    """Return the short form of a service to add: three answers needed, the others folded.

    It starts with what a draft holds, else with the person to ask in the place.
    """
    initial: dict[str, Any] = {}
    if draft is not None:
        initial = dict(draft.values.get("offer", {})) | {"note": draft.note}
    elif place is not None:
        initial = {name: getattr(place, name) for name in ("contact_nom", "contact_telephone")}
    code = (place.code_insee or place.code_postal) if place is not None else ""
    form = borrowed("offer")(data, code=code, initial=initial, prefix=prefix)
    form.fields["note"] = NoteField()
    layout = [("", SEEN_BY_ALL, NEEDED), (_("Ajouter des précisions"), SEEN_BY_ALL, MORE)]
    _cut(form, (*layout, *((("", "", ("note",)),) if note else ())))
    for name in NEEDED:
        form.fields[name].required = True
    form.fields["title"].label = _("Ce que vous proposez")
    form.fields["uses"].label = _("On y vient pour quoi ?")
    form.fields["uses"].help_text = _("Une réponse au moins.")
    form.fields["contact_nom"].label = _("À qui s’adresser")
    return form


def place_form(data: Any, *, draft: Proposal | None = None, prefix: str | None = None) -> Any:
    """Return the short form of a place that is not in the list."""
    initial = positioned(draft.values.get("place", {})) if draft is not None else {}
    form = borrowed("place")(data, initial=initial, prefix=prefix)
    return _cut(form, (("", SEEN_BY_ALL, NEW_PLACE),))


def correction_form(
    data: Any, kind: str, *, place: Any, offer: Any = None, draft: Proposal | None = None
) -> Any:
    """Return the form of a correction: the keepers' own, which keeps what it showed."""
    if kind == Kind.EDIT_PLACE:
        form = borrowed("place")(data, place=place)
        proposed = positioned(draft.values.get("place", {})) if draft is not None else {}
    else:
        form = borrowed("offer")(data, offer=offer, code=place.code_insee or place.code_postal)
        proposed = dict(draft.values.get("offer", {})) if draft is not None else {}
    form.initial |= proposed
    form.initial["note"] = draft.note if draft is not None else ""
    form.fields["note"] = NoteField()
    form.layout = (*form.layout, ("", "", ("note",)))
    return form


def positioned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a place as its form wants them: a position is one text."""
    said = dict(values)
    latitude, longitude = said.pop("latitude", None), said.pop("longitude", None)
    if latitude is not None and longitude is not None:
        said["position"] = f"{latitude}, {longitude}"
    return said


def can_be_read(form: Any) -> bool:
    """Tell whether a form is right, also what its fields say together."""
    if not form.is_valid():
        return False
    low, high = form.cleaned_data.get("age_min"), form.cleaned_data.get("age_max")
    if low is not None and high is not None and high < low:
        form.add_error("age_max", str(AgesOutOfOrder()))
        return False
    return True


def read_values(form: Any) -> tuple[dict[str, Any], str]:
    """Return (what was filled in, the note) of a form, also of one that is not right yet."""
    values = as_json(form.values())
    return values, str(values.pop("note", form.cleaned_data.get("note", "")))
