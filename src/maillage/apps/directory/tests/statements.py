"""A new place, what a source says of another, who is found: shared by the tests of the staff."""

from maillage.apps.directory.actions import Statement, publish_statements
from maillage.apps.directory.models import Place
from maillage.apps.directory.queries import PlaceSearch, ZoneFinder, search_places
from maillage.apps.directory.tests.factories import NOW, SOURCE, TODAY

NEW = {
    "nom": "Café de la Navette",
    "adresse": "3 place du Marché",
    "code_postal": "59999",
    "commune": "Clairmaille",
}


def statement(key="1", *, on=TODAY, digest="a", equipment=None, **place):
    """Return what a source says of the library, with some values changed."""
    values = {"place": {"nom": "Médiathèque", "telephone": "+33199002110"} | place, "offer": {}}
    if equipment is not None:
        values["equipment"] = equipment
    return Statement(
        key=key,
        content_hash=f"{digest}-{on}",
        payload={},
        values=values,
        stated_on=on,
        line=1,
    )


def deliver(*statements, now=NOW):
    """Publish what a source says."""
    return publish_statements(
        statements, source=SOURCE, delivery=1, now=now, zones=ZoneFinder(today=TODAY)
    )


def delivered(**fields):
    """Publish one statement and return its place."""
    deliver(statement(**fields))
    return Place.objects.get()


def found(*features, text=""):
    """Return the places that a search finds for sure or perhaps."""
    now = NOW.replace(tzinfo=None)
    search = PlaceSearch(features=features, text=text, relax=False)
    return {hit.place_id for hit in search_places(search, now=now).hits}
