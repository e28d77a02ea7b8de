"""What is asked of a list of HSDS, turned into a typed request."""

from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.opendata.errors.open_services import RequestUnreadable
from maillage.apps.opendata.forms.ogc import check_names, shown, whole
from maillage.apps.opendata.queries.hsds_ids import ORGANISATION, number_of
from maillage.apps.opendata.queries.hsds_pages import HsdsRequest

DEFAULT_PAGE, LARGEST_PAGE = 50, 200
LAST_PAGE = 100_000
FARTHEST_M = 200_000
PAGES = ("page", "per_page", "search", "format")
LINKS = (
    *PAGES,
    "modified_after",
    "taxonomy_term_id",
    "taxonomy_id",
    "organization_id",
    "postcode",
    "proximity",
    "full",
)
SERVICES = (*LINKS, "minimal")
TERMS = (*PAGES, "taxonomy_id")
_NOBODY = "-"


def hsds_request(query: QueryDict, names: tuple[str, ...]) -> HsdsRequest:
    """Return what the address asks, of the parameters that this list has.

    Raises RequestUnreadable, which says how to write it.
    """
    check_names(query, (), common=names)
    told = {str(name): str(value) for name, value in query.items() if value != ""}
    if told.get("format", "json") != "json":
        raise RequestUnreadable(
            detail=_("« format » vaut « %s ». Ce service ne parle que « json ».")
            % shown(told["format"])
        )
    proximity = told.get("proximity", "")
    if proximity and "postcode" not in told:
        raise RequestUnreadable(
            detail=_("« proximity » se compte depuis un code postal : donnez aussi « postcode ».")
        )
    return HsdsRequest(
        page=whole("page", told.get("page", ""), default=1, largest=LAST_PAGE, cap=False),
        per_page=whole(
            "per_page", told.get("per_page", ""), default=DEFAULT_PAGE, largest=LARGEST_PAGE
        ),
        search=told.get("search", "").strip(),
        modified_after=_moment(told.get("modified_after", "")),
        taxonomy_term_id=told.get("taxonomy_term_id", ""),
        taxonomy_id=told.get("taxonomy_id", ""),
        # A number that nobody has finds nothing; it must not find everything.
        organisation=(number_of(ORGANISATION, told["organization_id"]) or _NOBODY)
        if "organization_id" in told
        else "",
        postcode=told.get("postcode", ""),
        proximity_m=whole("proximity", proximity, default=0, largest=FARTHEST_M)
        if proximity
        else None,
        minimal=_answer("minimal", told),
        full=_answer("full", told),
    )


def _answer(name: str, told: dict[str, str]) -> bool:
    text = told.get(name, "false").casefold()
    if text not in ("true", "false", "1", "0"):
        raise RequestUnreadable(
            detail=_("« %(name)s » vaut « %(text)s ». Écrivez « true » ou « false ».")
            % {"name": name, "text": shown(told[name])}
        )
    return text in ("true", "1")


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        # A "+" in an address that was not encoded arrives as a space.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestUnreadable(
            detail=_(
                "« modified_after » vaut « %s ». Écrivez une date (2026-09-01) ou un moment "
                "(2026-09-01T08:00:00Z)."
            )
            % shown(text)
        ) from None
