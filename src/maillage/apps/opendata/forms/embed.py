"""What a piece of page for another site shows: a few choices, the same names as the search."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries import NEEDS, PlaceSearch, ZoneChoice, Zones, need_by_code
from maillage.core.standard import PublicSpecifique
from maillage.web.contrast import HEX, faults

VIEWS = {
    "liste": _("Une liste"),
    "carte": _("Une carte, et la liste dessous"),
}
NUMBERS = (3, 6, 10, 20, 30)
DEFAULT_NUMBER = 6
MOST = 30
# Conditions of the search that another page may hold, by their dimension. Not where a person
# stands, nor the moment of a day: these are of one visitor.
_LONGEST_FEATURE = 60
_MOST_FEATURES = 12
FIRST_COLOUR = "#f2a93b"


class EmbedForm(forms.Form):
    """The choices of a webmaster, in the address of the frame itself."""

    besoin = forms.ChoiceField(required=False, label=_("Pour quoi faire ?"))
    ou = forms.CharField(required=False, max_length=80, label=_("Où ?"))
    public = forms.ChoiceField(required=False, label=_("Pour qui ?"))
    vue = forms.ChoiceField(required=False, label=_("Sous quelle forme ?"))
    nombre = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, label=_("Combien de lieux au plus ?")
    )
    couleur = forms.CharField(
        required=False,
        max_length=7,
        label=_("Une couleur à vous"),
        help_text=_("Celle du fil et des boutons, écrite #f2a93b. Vide : la nôtre."),
    )
    q = forms.CharField(required=False, max_length=80)
    rayon = forms.IntegerField(required=False, min_value=100, max_value=100_000)
    langue = forms.SlugField(required=False, max_length=8)
    programme = forms.SlugField(required=False, max_length=80)

    def __init__(self, asked: QueryDict, *, zones: Zones):
        data = asked.copy()
        # The component says "zone", as people do; addresses of the search say "ou".
        if not data.get("ou") and (zone := asked.get("zone")):
            data["ou"] = str(zone)
        super().__init__(data)
        self._zones = zones
        self.zone: ZoneChoice | None = None
        listed = zones.short_list()
        where: list[tuple[str, object]] = [("", _("Partout"))]
        where += [(zone.slug, zone.words) for zone in listed]
        if listed:
            self.fields["ou"].widget = forms.Select(choices=where)
        choices: Mapping[str, list[tuple[str, object]]] = {
            "besoin": [("", _("Tout")), *((need.code, need.label) for need in NEEDS)],
            "public": [("", _("Tout le monde")), *((str(p), str(p)) for p in PublicSpecifique)],
            "vue": list(VIEWS.items()),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        self.features = tuple(
            feature[:_LONGEST_FEATURE]
            for feature in dict.fromkeys(data.getlist("avec")[:_MOST_FEATURES])
            if ":" in feature
        )

    def clean_ou(self) -> str:
        """Find the one commune or quarter that the words or the short name of an address name."""
        words: str = self.cleaned_data["ou"].strip()
        if not words:
            return ""
        found = self._zones.named(words)
        exact = [zone for zone in found if zone.slug == words]
        if len(exact or found) != 1:
            raise forms.ValidationError(
                _("Nous ne connaissons pas d’endroit appelé « %(words)s »."),
                params={"words": words},
            )
        self.zone = (exact or list(found))[0]
        return self.zone.slug

    def clean_nombre(self) -> int:
        """Return how many places, six when nobody said."""
        return self.cleaned_data["nombre"] or DEFAULT_NUMBER

    def clean_vue(self) -> str:
        """Return the form, a list when nobody said."""
        return self.cleaned_data["vue"] or "liste"

    def clean_couleur(self) -> str:
        """Return the colour as #rrggbb; refuse one on which nobody could read."""
        colour: str = self.cleaned_data["couleur"].lower()
        if not colour:
            return ""
        colour = colour if colour.startswith("#") else f"#{colour}"
        if not HEX.fullmatch(colour):
            raise forms.ValidationError(_("Écrivez la couleur ainsi : #f2a93b."))
        if faults({"accent": colour}):
            raise forms.ValidationError(
                _("Cette couleur est trop sombre pour y lire un texte : prenez-en une plus claire.")
            )
        return colour

    def search(self, *, now: datetime) -> PlaceSearch:
        """Return the same request as the results page; `now` is naive and local."""
        del now
        said = self.cleaned_data
        zone = self.zone
        features = [*self.features]
        if said["public"]:
            features.append(f"public:{said['public']}")
        features += [
            f"{dimension}:{said[name]}"
            for name, dimension in (("langue", "language"), ("programme", "programme"))
            if said[name]
        ]
        near = (zone.latitude, zone.longitude) if zone and zone.latitude is not None else None
        return PlaceSearch(
            need=said["besoin"],
            text=said["q"].strip(),
            zone_id=zone.id if zone is not None and not said["rayon"] else None,
            near=near,  # type: ignore[arg-type]
            within_m=said["rayon"],
            features=tuple(dict.fromkeys(features)),
            # What another site announces is what there is: nothing is widened behind its back.
            relax=False,
            limit=said["nombre"],
        )

    def results_query(self) -> str:
        """Return the parameters of the results page that shows the same places and more."""
        said = self.cleaned_data
        pairs = [
            (name, said[name]) for name in ("besoin", "q", "ou", "rayon", "langue", "programme")
        ]
        pairs += [("avec", feature) for feature in self.features]
        if said["public"]:
            pairs.append(("avec", f"public:{said['public']}"))
        return urlencode([(name, value) for name, value in pairs if value])

    def frame_query(self) -> str:
        """Return the parameters of the frame: only what was chosen."""
        said = self.cleaned_data
        names = ("besoin", "q", "ou", "rayon", "langue", "programme", "public")
        pairs = [(name, said[name]) for name in names]
        pairs += [("avec", feature) for feature in self.features]
        pairs += [("vue", said["vue"] if said["vue"] != "liste" else "")]
        pairs += [("nombre", said["nombre"] if said["nombre"] != DEFAULT_NUMBER else "")]
        pairs += [("couleur", said["couleur"])]
        return urlencode([(name, value) for name, value in pairs if value])

    def component_attributes(self) -> dict[str, str]:
        """Return the attributes of <maillage-lieux> that say the same."""
        said = self.cleaned_data
        named = {"besoin": said["besoin"], "zone": said["ou"], "public": said["public"]}
        named |= {"vue": said["vue"], "nombre": str(said["nombre"]), "couleur": said["couleur"]}
        return {name: value for name, value in named.items() if value}

    def title(self) -> str:
        """Return what the frame is, for its title."""
        need = need_by_code().get(self.cleaned_data["besoin"])
        what = str(need.label) if need else str(_("Lieux d’aide au numérique"))
        return f"{what}, {self.zone.words}" if self.zone else what
