"""The search of the page /lieux/ for programs: the same words, the same answers."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from maillage.apps.directory.api.schemas import PlaceOut, place_out
from maillage.apps.directory.forms.search import (
    DAYS,
    FIRST_CHOICES,
    LANGUAGES,
    MOMENTS,
    RADII_M,
    SearchForm,
)
from maillage.apps.directory.queries import (
    NEEDS,
    base_version,
    kept_programmes,
    kept_terms,
    search_places,
    zones_to_search,
)
from maillage.apps.directory.queries.published import published_places
from maillage.core.search import Cursor, Results
from maillage.web.api import (
    CursorWrong,
    Line,
    NamedNothing,
    NamedSeveral,
    OneOf,
    Out,
    ParametersWrong,
    WrongValue,
    answer,
    page_url,
)

router = Router(tags=["Recherche"])
CURSOR = r"^[cu](x[0-9]{1,15}|d[0-9]{1,15}[.][0-9]{1,8}|n[0-9]{1,15}[.][0-9A-Za-z_-]{0,300})$"
FEATURE = r"^[a-z_]{1,20}:[^\u0000-\u001f\u007f]{1,80}$"


class SearchAsked(BaseModel):
    """The parameters of the page of results, under the same names."""

    besoin: Annotated[str, OneOf(need.code for need in NEEDS)] | None = Field(
        None, description="Ce que la personne veut faire."
    )
    q: Line | None = Field(None, max_length=80, description="Des mots.")
    ou: Line | None = Field(
        None, max_length=80, description="Une commune, un quartier ou un code postal."
    )
    rayon: Annotated[str, OneOf(RADII_M)] | None = Field(
        None, description="Pas plus loin que, en mètres."
    )
    jour: Annotated[str, OneOf(("maintenant", *DAYS))] | None = Field(
        None, description="maintenant, aujourdhui, demain, ou de 0 (lundi) à 6 (dimanche)."
    )
    moment: Annotated[str, OneOf(MOMENTS)] | None = Field(
        None, description="À quel moment de ce jour."
    )
    langue: Annotated[str, OneOf(LANGUAGES)] | None = Field(
        None, description="Une personne qui parle cette langue."
    )
    programme: Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,80}$")] | None = Field(
        None, description="Nom court d’un programme."
    )
    avec: list[Annotated[str, StringConstraints(pattern=FEATURE)]] = Field(
        [], max_length=40, description="Conditions, comme cost:Gratuit ou wheelchair:yes."
    )
    latitude: float | None = Field(
        None, ge=-90, le=90, allow_inf_nan=False, description="Avec longitude : autour d’un point."
    )
    longitude: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    inconnus: bool = Field(False, description="Aussi les lieux dont on ne sait pas tout.")
    strict: bool = Field(False, description="Ne rien élargir quand rien ne répond.")
    suite: Annotated[str, Field(pattern=CURSOR)] | None = Field(
        None, description="Où commence la page : prenez `next` de la page d’avant, tel quel."
    )
    limit: int = Field(20, ge=1, le=100, description="Combien par page.")


class HitOut(Out):
    """One place found."""

    certain: bool = Field(description="False : on ne sait pas tout, mieux vaut appeler.")
    unknown: list[str] = Field(description="Les conditions dont on ne sait rien ici.")
    distance_m: int | None
    place: PlaceOut


class RelaxedOut(Out):
    """A condition that was given up because no place answered to everything."""

    dimension: str
    any_of: list[str]


class CountOut(Out):
    """How many places there would be with one more condition."""

    yes: int
    unknown: int


class AroundOut(Out):
    """The commune or the quarter that `ou` named."""

    slug: str
    nom: str


class SearchOut(Out):
    """One page of results, and what there is to say of the whole."""

    n_certain: int
    n_unknown: int
    asked_n_unknown: int = Field(description="Inconnus pour la question telle que posée.")
    relaxed: list[RelaxedOut]
    ignored: list[str] = Field(description="Les conditions de `avec` que la base ne connaît pas.")
    around: AroundOut | None
    facets: dict[str, CountOut]
    data: list[HitOut]
    next: str | None = Field(description="L’adresse de la page suivante ; null à la dernière.")


@router.get(
    "/search",
    response=SearchOut,
    operation_id="search",
    summary="Chercher, comme sur la page des lieux",
    openapi_extra={"x-refusals": [409]},
)
def search(request: HttpRequest, asked: Query[SearchAsked]) -> HttpResponse:
    """Les lieux qui répondent, les plus proches d’abord, ou par nom sans point de départ.

    Quand rien ne répond, des conditions sont abandonnées, et `relaxed` dit lesquelles. Quand on ne
    sait pas, le lieu est à part : inconnu n’est pas non.
    """
    now = timezone.localtime()
    here = now.replace(tzinfo=None)
    version = base_version()
    form = SearchForm(
        _as_typed(request, asked),
        zones=zones_to_search(today=here.date(), version=version),
        programmes=kept_programmes(version),
        labels=kept_terms(version),
    )
    if not form.is_valid():
        raise _refusal(form)
    search = form.search(now=here, limit=asked.limit)
    if search.after is not None and not _goes_with(search.after, by_distance=bool(search.near)):
        raise CursorWrong("suite")
    found = search_places(search, now=here, version=version)
    following = page_url(request, suite=found.next.encode()) if found.next else ""
    body = _search_out(form, asked, found, following, today=here)
    return answer(request, body, next_url=following)


def _as_typed(request: HttpRequest, asked: SearchAsked) -> Any:
    """Return the parameters as the form of the page reads them, once they have been read here."""
    if asked.suite and _cursor(asked.suite) is None:
        raise CursorWrong("suite")
    typed = request.GET.copy()
    typed.pop("limit", None)
    for name in ("inconnus", "strict"):
        typed[name] = "true" if getattr(asked, name) else "false"
    return typed


def _cursor(text: str) -> Cursor | None:
    try:
        return Cursor.decode(text)
    except ValueError:
        return None


def _goes_with(cursor: Cursor, *, by_distance: bool) -> bool:
    """Tell whether a cursor is of a page sorted this way."""
    return (cursor.name_key is None) if by_distance else (cursor.name_key is not None)


def _refusal(form: SearchForm) -> Exception:
    if form.ambiguous:
        return NamedSeveral(names=", ".join(choice.words for choice in form.ambiguous))
    said = {name: str(errors[0]) for name, errors in form.errors.items()}
    if "ou" in said and form.has_error("ou", "unknown"):
        return NamedNothing(detail=said["ou"])
    if "programme" in said:
        return NamedNothing(detail=_("Ce programme n’existe pas."))
    if "ou" in said:  # where the page says that it cannot read the position
        half = _("donnez la latitude et la longitude, ou aucune des deux")
        return ParametersWrong([WrongValue("query.latitude", half)])
    return ParametersWrong([WrongValue(f"query.{name}", words) for name, words in said.items()])


def _search_out(
    form: SearchForm, asked: SearchAsked, found: Results, following: str, *, today: datetime
) -> SearchOut:
    places = {
        place.pk: place
        for place in published_places([hit.place_id for hit in found.hits], today=today.date())
    }
    counts = found.facets({c.partition(":")[0] for c in _features(form)})
    return SearchOut(
        n_certain=found.n_certain,
        n_unknown=found.n_unknown,
        asked_n_unknown=found.asked_n_unknown,
        relaxed=[
            RelaxedOut(dimension=one.dimension, any_of=_public(one.any_of, form))
            for one in found.relaxed
        ],
        ignored=[c for c in asked.avec if c not in form.features],
        around=AroundOut(slug=form.zone.slug, nom=form.zone.words) if form.zone else None,
        facets={
            feature: CountOut(yes=counts[feature].yes, unknown=counts[feature].unknown)
            for feature in _features(form)
            if feature in counts
        },
        data=[
            HitOut(
                certain=hit.certain,
                unknown=list(hit.unknown),
                distance_m=hit.distance_m,
                place=place_out(places[hit.place_id]),
            )
            for hit in found.hits
            if hit.place_id in places  # withdrawn between the two readings
        ],
        next=following or None,
    )


def _public(features: tuple[str, ...], form: SearchForm) -> list[str]:
    """Return features as programs know them: a territory by its address, never by its number."""
    return [
        f"zone:{form.zone.slug}" if form.zone and one == f"zone:{form.zone.id}" else one
        for one in features
    ]


def _features(form: SearchForm) -> list[str]:
    """Return every condition that `avec` may hold."""
    more = [choice.feature for _title, choices in form.more_choices for choice in choices]
    return [*(choice.feature for choice in FIRST_CHOICES), *more]
