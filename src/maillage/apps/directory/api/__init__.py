"""The directory for programs: places, offers, the same search as the page; reads and writes."""

from ninja import Router

from maillage.apps.directory.api import offers, places, search, writing

router = Router()
for part in (places, offers, search, writing):
    router.add_router("", part.router)

__all__ = ["router"]
