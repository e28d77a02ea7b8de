"""The lists of the HSDS service, by numbered pages, and the whole in one file."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from maillage.apps.directory.queries.published import published_places
from maillage.apps.directory.queries.published_numbers import (
    Asked,
    OfferFacts,
    n_public_organisations,
    n_published_offers,
    offer_numbers,
    public_organisations,
    reach,
)
from maillage.apps.opendata.queries.files import HELD_BYTES
from maillage.apps.opendata.queries.hsds import (
    LISTS_OF_OFFER,
    OWN_LISTS_OF_OFFER,
    VERSION,
    UrlOf,
    link_record,
    location_record,
    organisation_record,
    service_record,
)
from maillage.apps.opendata.queries.hsds_terms import (
    THEMES,
    Taxonomy,
    TaxonomyTerm,
    Terms,
    taxonomy_document,
    term_document,
)
from maillage.apps.opendata.queries.ogc import offers_of
from maillage.core.standard.data_inclusion import THEMES_OF_SERVICE

# What is read at once of what waited on the disk.
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HsdsRequest:
    """What a list is asked for: "" and None ask for nothing; pages count from 1."""

    page: int = 1
    per_page: int = 50
    search: str = ""
    modified_after: datetime | None = None
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organisation: str = ""
    postcode: str = ""
    proximity_m: int | None = None
    minimal: bool = False
    full: bool = False

    @property
    def start(self) -> int:
        """The rank of the first row of the page."""
        return (self.page - 1) * self.per_page


def page_document(asked: HsdsRequest, total: int, contents: Sequence[Any]) -> dict[str, Any]:
    """Return a numbered page as HSDS describes it."""
    n_pages = max(1, -(-total // asked.per_page))
    return {
        "total_items": total,
        "total_pages": n_pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= n_pages,
        "empty": not contents,
        "contents": list(contents),
    }


def services_page(
    asked: HsdsRequest, url_of: UrlOf, *, today: date, links: bool = False
) -> dict[str, Any]:
    """Return a page of services, or (`links`) of services at their locations."""
    terms = Terms()
    question = _question(asked)
    keep = _keep(asked, terms)
    if keep is None:
        total = n_published_offers(question)
        pairs = offer_numbers(question, start=asked.start, limit=asked.per_page)
    else:
        every = offer_numbers(question, keep=keep)
        total, pairs = len(every), every[asked.start : asked.start + asked.per_page]
    contents = []
    for place, offer in offers_of(pairs, today=today):
        url = url_of(place.public_id)
        service = service_record(place, offer, terms, url, today=today, whole=asked.full)
        if asked.minimal:
            service = {"id": service["id"], "last_modified": service["last_modified"]}
        if links:
            service = link_record(place, offer) | {
                "service": service,
                "location": location_record(place, terms, url),
            }
        contents.append(service)
    return page_document(asked, total, contents)


def organisations_page(asked: HsdsRequest) -> dict[str, Any]:
    """Return a page of organizations."""
    found = public_organisations(words=asked.search, start=asked.start, limit=asked.per_page)
    total = n_public_organisations(words=asked.search)
    return page_document(asked, total, [organisation_record(one) for one in found])


def taxonomies_page(asked: HsdsRequest) -> dict[str, Any]:
    """Return a page of vocabularies."""
    wanted = asked.search.casefold()
    found = [one for one in Terms().taxonomies if wanted in one.name.casefold()]
    return _slice(asked, found, taxonomy_document)


def terms_page(asked: HsdsRequest) -> dict[str, Any]:
    """Return a page of words, of one vocabulary when it is named."""
    wanted = asked.search.casefold()
    found = [
        term
        for term in Terms().terms.values()
        if wanted in term.name.casefold() and asked.taxonomy_id in ("", term.taxonomy.id)
    ]
    return _slice(asked, found, term_document)


def find_taxonomy(id_: str) -> dict[str, Any] | None:
    """Return one vocabulary, None when there is none."""
    found: Taxonomy | None = next((one for one in Terms().taxonomies if one.id == id_), None)
    return None if found is None else taxonomy_document(found)


def find_term(id_: str) -> dict[str, Any] | None:
    """Return one word, None when there is none."""
    found: TaxonomyTerm | None = Terms().by_id.get(id_)
    return None if found is None else term_document(found)


def package_text(url_of: UrlOf, about: dict[str, Any], *, today: date) -> Iterator[str]:
    """Yield everything in one JSON object, few places at a time in memory.

    Services name their location by `location_id` and their words by `taxonomy_term_id`: each is
    told once. Places are read once: their services wait on the disk while locations are written.
    """
    terms = Terms(nested=False)
    yield f'{{"hsds_version":"{VERSION}","about":{_text(about)}'
    yield from _member("taxonomies", (taxonomy_document(one) for one in terms.taxonomies))
    yield from _member("taxonomy_terms", (term_document(one) for one in terms.terms.values()))
    organisations = (organisation_record(one) for one in public_organisations())
    yield from _member("organizations", organisations)
    with SpooledTemporaryFile(HELD_BYTES, mode="w+", encoding="utf-8", newline="") as waiting:

        def locations() -> Iterator[dict[str, Any]]:
            between = "\n"
            for place in published_places(today=today):
                url = url_of(place.public_id)
                for offer in place.offers:
                    service = service_record(place, offer, terms, url, today=today)
                    waiting.write(between + _text(service))
                    between = ",\n"
                yield location_record(place, terms, url)

        yield from _member("locations", locations())
        yield ',"services":['
        waiting.seek(0)
        while piece := waiting.read(_PIECE):
            yield piece
    yield "]}\n"


def _member(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield f',"{name}":['
    between = "\n"
    for row in rows:
        yield between + _text(row)
        between = ",\n"
    yield "]"


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _slice(
    asked: HsdsRequest, found: Sequence[Any], write: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    shown = found[asked.start : asked.start + asked.per_page]
    return page_document(asked, len(found), [write(one) for one in shown])


def _question(asked: HsdsRequest) -> Asked:
    """Return the same question in the words of the base.

    A distance is counted from the middle of the places that have the postcode.
    """
    question = Asked(
        code_postal=asked.postcode,
        organisation=asked.organisation,
        changed_since=asked.modified_after,
        words=asked.search,
    )
    if asked.proximity_m is None:
        return question
    box = reach(question).box
    if box is None:
        return question
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return replace(question, code_postal="", near=(*middle, float(asked.proximity_m)))


def _keep(asked: HsdsRequest, terms: Terms) -> Callable[[OfferFacts], bool] | None:
    """Return what says of an offer whether it bears the word, or a word of the list."""
    if not (asked.taxonomy_term_id or asked.taxonomy_id):
        return None
    term = terms.by_id.get(asked.taxonomy_term_id)
    list_ = next((one for one in terms.taxonomies if one.id == asked.taxonomy_id), None)
    fields = dict(zip(LISTS_OF_OFFER, LISTS_OF_OFFER, strict=True)) | OWN_LISTS_OF_OFFER

    def words_of(facts: OfferFacts, code: str) -> set[str]:
        if code == THEMES:
            return {t for s in facts.services for t in THEMES_OF_SERVICE.get(s, ())}
        return set(getattr(facts, fields[code])) if code in fields else set()

    def keep(facts: OfferFacts) -> bool:
        if asked.taxonomy_term_id and (
            term is None or term.code not in words_of(facts, term.taxonomy.code)
        ):
            return False
        if not asked.taxonomy_id:
            return True
        return list_ is not None and bool(words_of(facts, list_.code))

    return keep
