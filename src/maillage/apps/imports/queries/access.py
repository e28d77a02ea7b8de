"""Who may see deliveries and ask for imports: those who keep the base, and nobody else."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.access import KEEPERS, has_role, holders_among
from maillage.apps.imports.errors import DeliveryUnknown, FileUnknown
from maillage.apps.imports.models import DeliveredFile, Delivery
from maillage.apps.imports.queries.returns import last_done

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_import(by: "User", **words: Any) -> None:
    """Administration, coordination, data: whoever publishes may import."""
    has_role(by, KEEPERS)


def may_import_file(by: "User", *, number: int, **words: Any) -> None:
    """The same, for a file that exists."""
    has_role(by, KEEPERS)
    if not DeliveredFile.objects.filter(pk=number).exists():
        raise FileUnknown(number=number)


def may_see_delivery(by: "User", *, number: int, **words: Any) -> None:
    """The same, for a delivery that exists."""
    has_role(by, KEEPERS)
    if not Delivery.objects.filter(pk=number).exists():
        raise DeliveryUnknown(number=number)


def may_return(by: "User", *, source: str, **words: Any) -> None:
    """The same, for a source of which a delivery ended."""
    has_role(by, KEEPERS)
    last_done(source)


def importers_among(people: Collection[int | str]) -> list[int]:
    """Return those of these people who may import. One query."""
    return holders_among(people, KEEPERS)
