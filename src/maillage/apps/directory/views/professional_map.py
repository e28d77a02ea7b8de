"""The search and the map of residents, with what only professionals read (MAP-01)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.access import may_read_professional
from maillage.apps.directory.queries.professional import notes_of
from maillage.apps.directory.views.cards import DirectContact, ListedPlace, direct_pairs
from maillage.apps.directory.views.public import results_page
from maillage.web.access import permitted
from maillage.web.pages import render_page


@permitted(may_read_professional)
@require_safe
def professional_results(request: HttpRequest) -> HttpResponse:
    """The same places under the same numbers, each with whom to call and how to send somebody."""
    page = results_page(request)
    # The residents' address reads no session: one cannot look over a shoulder there.
    residents = reverse("directory:results")
    query = request.META.get("QUERY_STRING", "")
    page = replace(
        page,
        base="web/desk.html",
        professional=True,
        residents_url=f"{residents}?{query}" if query else residents,
        certain=with_direct_contacts(page.certain),
        unknown=with_direct_contacts(page.unknown),
    )
    return render_page(request, page, "directory/results.html", "directory/_swapped.html")


def with_direct_contacts(lines: Sequence[ListedPlace]) -> list[ListedPlace]:
    """Return the lines with what professionals read of them. One query."""
    notes = notes_of([line.place_id for line in lines])
    return [replace(line, direct=_direct(line, notes.get(line.place_id))) for line in lines]


def _direct(line: ListedPlace, note: Any) -> DirectContact:
    reachable = line.writable or (note is not None and bool(note.direct_courriel))
    number = [line.public_id]
    return DirectContact(
        pairs=direct_pairs(note),
        write_url=reverse("directory:write_to_place", args=number) if reachable else "",
        desk_url=reverse("directory:staff_place", args=number),
    )
