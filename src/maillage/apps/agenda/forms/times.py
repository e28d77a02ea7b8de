"""Forms of when a person receives, and of when they are not there."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.choices import PlaceField
from maillage.apps.agenda.forms.setup_kit import DayField, HourField, Part, SetupForm, SeveralField
from maillage.apps.agenda.forms.when import EXCEPT, HOURS, ONE_BY_ONE, SCOPE, WHEN, WhenForm
from maillage.apps.agenda.models import Motive, Resource, ResourceKind
from maillage.apps.agenda.queries.rules import zone_at, zone_name_of
from maillage.apps.agenda.queries.setup import open_motives, open_resources

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


class AvailabilityForm(WhenForm):
    """When a person receives, where and for what."""

    place = PlaceField(none=_("Aucun : à distance ou à domicile"), label=_("Dans quel lieu"))
    motives = SeveralField(
        required=True,
        label=_("Pour quels motifs"),
        error_messages={"required": _("Cochez au moins un motif.")},
    )
    along = SeveralField(
        label=_("Salle ou matériel pris avec chaque rendez-vous"),
        help_text=_("Ils ne seront pas donnés à quelqu’un d’autre à la même heure."),
    )
    parts = (
        SCOPE,
        *WHEN,
        HOURS,
        EXCEPT,
        Part(_("Où et pour quoi"), ("place", "motives", "along")),
        ONE_BY_ONE,
    )

    def __init__(
        self, data: Any = None, *, by: "User", resource: Resource, row: Any = None, **options: Any
    ):
        initial: dict[str, Any] = {"place": resource.place_id}
        if row is not None:
            initial = {
                "place": row.place_id,
                "motives": list(row.motives.values_list("pk", flat=True)),
                "along": list(row.along.values_list("pk", flat=True)),
            }
        super().__init__(data, row=row, initial=initial, **options)
        place: Any = self.fields["place"]
        place.offer(by, keep=row.place if row is not None else resource.place)
        self._motives = {str(one.pk): one for one in open_motives(by)}
        self._along = {
            str(one.pk): one
            for one in open_resources(by).exclude(kind=ResourceKind.PERSON)
            if one.pk != resource.pk
        }
        if row is not None:
            self._motives |= {str(one.pk): one for one in row.motives.all()}
            self._along |= {str(one.pk): one for one in row.along.all()}
        motives: Any = self.fields["motives"]
        motives.choices = [
            (key, f"{one.title} ({one.duration_min}\u00a0min)")
            for key, one in self._motives.items()
        ]
        along: Any = self.fields["along"]
        along.choices = [(key, one.name) for key, one in self._along.items()]
        if not self._along:
            del self.fields["along"]

    @property
    def has_motives(self) -> bool:
        """Tell whether there is a motive to choose."""
        return bool(self._motives)

    @property
    def chosen_place(self) -> Any:
        """Return the place that was chosen, None for none."""
        field: Any = self.fields["place"]
        return field.place(self.cleaned_data["place"])

    def values(self) -> dict[str, Any]:
        """Return the columns of the availability."""
        place = self.chosen_place
        return {**self.rule_values(), "place": place, "zone": zone_name_of(place)}

    def chosen_motives(self) -> list[Motive]:
        """Return the motives that were ticked."""
        return [self._motives[key] for key in self.cleaned_data["motives"]]

    def chosen_along(self) -> list[Resource]:
        """Return the rooms and the devices that were ticked."""
        return [self._along[key] for key in self.cleaned_data.get("along", ())]


class AbsenceForm(SetupForm):
    """When a resource is not there: two days, two hours, no reason."""

    first = DayField(label=_("Du"))
    start = HourField(required=False, label=_("À partir de"), help_text=_("Vide : dès le matin."))
    last = DayField(required=False, label=_("Au"), help_text=_("Vide : le même jour."))
    end = HourField(required=False, label=_("Jusqu’à"), help_text=_("Vide : toute la journée."))

    parts = (
        Part("", ("first", "start"), in_row=True),
        Part("", ("last", "end"), in_row=True),
    )

    def __init__(self, data: Any = None, *, place: Any, **options: Any):
        super().__init__(data, **options)
        self._zone = zone_at(place)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and "last" not in self.errors:
            said["last"] = said.get("last") or said["first"]
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("La fin est avant le début."))
        return said

    def moments(self) -> tuple[datetime, datetime]:
        """Return the beginning and the end, in UTC; whole days where no hour is said."""
        said = self.cleaned_data
        start = datetime.combine(said["first"], said["start"] or time(), tzinfo=self._zone)
        if said["end"] is not None:
            end = datetime.combine(said["last"], said["end"], tzinfo=self._zone)
        else:
            end = datetime.combine(said["last"] + timedelta(days=1), time(), tzinfo=self._zone)
        return start.astimezone(UTC), end.astimezone(UTC)
