"""What the words of each address of the staff name, for the tests that walk them all."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from maillage.apps.accounts.actions import make_token
from maillage.apps.agenda.models import Absence
from maillage.apps.agenda.tests.factories import (
    make_availability,
    make_booking,
    make_motive,
    make_outside_calendar,
    make_resource,
    make_series,
)
from maillage.apps.channels.tests.factories import make_message, make_posting, make_recording
from maillage.apps.contributions.models import Proposal, Report
from maillage.apps.directory.models import AuditRow, Invitation, TemporaryClosure, Term
from maillage.apps.directory.tests.factories import (
    NOW,
    make_equipment,
    make_organisation,
    make_photo,
    make_place,
    make_programme,
    make_user,
)
from maillage.apps.freshness.tests.factories import make_campaign, make_request
from maillage.apps.imports.models import DeliveredFile, Delivery
from maillage.apps.liaison.actions.templates import load_templates
from maillage.apps.liaison.queries.paths import all_templates
from maillage.apps.liaison.tests.factories import make_one_path, make_sheet
from maillage.apps.linking.tests.factories import make_link, make_pair, make_run
from maillage.apps.observatory.actions.uploads import receive_upload
from maillage.apps.observatory.tests.factories import (
    make_dataset,
    make_kept_dossier,
    make_measure,
    make_work,
)
from maillage.apps.observatory.tests.registers import (
    make_diagnosis,
    make_finding,
    make_reference,
    make_structure_need,
    make_study,
)
from maillage.apps.territories.models import OutlineFile, Zone
from maillage.apps.toolbox.models import Tool, ToolProposal
from tools.permissions import NO_ROLE

ORGANISATION = frozenset({"member", "mediator", "letter_writer", "prescriber"})
MISSING = 2_000_000_000
UNKNOWN = {
    "public_id": "inconnu",
    "session": "inconnu",
    "offer_id": "inconnu",
    "kind": "inconnu",
    "slug": "inconnu",
    "vocabulary": "inconnu",
    "code": "inconnu",
    "source": "inconnu",
    "number": MISSING,
    "motive": MISSING,
    "closure_id": MISSING,
    "audit_id": MISSING,
    "pk": MISSING,
    "series": "inconnu",
    "availability": MISSING,
    "calendar": MISSING,
    "absence": MISSING,
    "step": MISSING,
    "ending": "csv",
}


class Objects:
    """What each word of an address names: mine, another organisation's, nothing."""

    def __init__(self):
        self.organisation = make_organisation(nom="La Navette")
        self.mine = self._place(self.organisation)
        self.other = self._place(make_organisation(nom="Le Rouet"))
        self.lines = {}
        self.zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
        Term.objects.get_or_create(
            vocabulary="use", code="matrice", defaults={"label": "Un mot", "started_on": NOW}
        )
        self.colleague = make_user(role="elected")
        self.invitation = Invitation.objects.create(
            code_digest="d" * 64,
            role="elected",
            invited_by=self.colleague,
            invited_at=NOW,
            expires_at=NOW.replace(year=2099),
        )
        self.file = DeliveredFile.objects.create(
            name="lieux.csv", origin="upload", state="abandoned", received_by=self.colleague,
            received_at=NOW, purge_on=NOW,
        )  # fmt: skip
        self.outlines = OutlineFile.objects.create(
            name="q.geojson", size=1, received_at=NOW,
            content=b'{"type": "FeatureCollection", "features": []}',
        )  # fmt: skip
        self.delivery = Delivery.objects.create(
            source="clairmaille", filename="lieux.csv", sha256="0" * 64, state="done",
            started_at=NOW,
        )  # fmt: skip

    def _place(self, organisation):
        place = make_place(organisation=organisation, n_offers=1)
        make_equipment(place)
        make_photo(place)
        programme = make_programme(f"Programme {place.pk}")
        place.programmes.add(programme)
        TemporaryClosure.objects.create(place=place, starts_on=NOW, ends_on=NOW)
        return place

    def person(self, role):
        """Return somebody who holds a role, for my organisation or my quarter if need be."""
        if role == "superuser":
            return get_user_model().objects.create_superuser("su@clairmaille.example")
        held = {
            "organisation": self.organisation if role in ORGANISATION else None,
            "zone": self.zone if role == "quarter_manager" else None,
        }
        return make_user(role="" if role == NO_ROLE else role, **held)

    def words(self, address, whose, person):
        """Return the words of an address: those of an object of `whose`."""
        if whose == "missing":
            return {name: UNKNOWN[name] for name in address.words}
        self.lines = {}  # the one of the try before was undone
        return {name: self._word(name, address, whose, person) for name in address.words}

    def _word(self, name, address, whose, person):
        place = self.mine if whose == "own" else self.other
        author = person if whose == "own" else self.colleague
        numbers = {
            "may_see_invitation": lambda: self.invitation.pk,
            "may_see_membership": lambda: self.colleague.memberships.get().pk,
            "may_see_person": lambda: self.colleague.pk,
            "may_keep_own_token": lambda: self._token(author),
            "may_import_file": lambda: self.file.pk,
            "may_see_delivery": lambda: self.delivery.pk,
            "may_load_outlines": lambda: self.outlines.pk,
            "may_decide_report": self._report,
            "may_restore_quarter": self._erased,
            "may_answer_pair": lambda: make_pair().pk,
            "may_run_campaign": lambda: make_campaign().pk,
            "may_ask_request": lambda: make_request().pk,
            "may_undo_link": lambda: make_link().pk,
            "may_see_link_run": lambda: make_run().pk,
            "may_handle_booking": lambda: make_booking(place=place).pk,
            "may_see_booking": lambda: make_booking(place=place, made_by=author).pk,
            "may_handle_motive": lambda: make_motive(organisation=place.organisation).pk,
            "may_handle_resource": lambda: self._line(place).pk,
        }
        for check in ("may_see_sheet", "may_keep_sheet"):
            numbers[check] = lambda: make_sheet(organisation=place.organisation).pk
        numbers |= {
            "may_answer_sheet": lambda: make_sheet(place=place).pk,
            "may_see_path": lambda: self._path(place),
            "may_keep_template": self._path_template,
        }
        for check in ("may_decide_proposal", "may_see_proposal", "may_change_proposal"):
            numbers[check] = lambda: self._proposal(author)
        numbers["may_plan_messages"] = lambda: make_message().pk
        numbers["may_take_down_posting"] = lambda: make_posting().pk
        for check in ("may_speak_for_place", "may_read_professional"):
            numbers[check] = lambda: (place.recordings.first() or make_recording(place)).pk
        if "/photo/" in address.pattern:
            numbers["may_speak_for_place"] = lambda: place.photos.get().pk
        numbers |= dict.fromkeys(("may_read_tool", "may_keep_tool"), self._tool)
        numbers |= dict.fromkeys(
            ("may_decide_tool", "may_take_back_tool"), lambda: self._proposed_tool(author)
        )
        numbers |= {
            "may_keep_finding": lambda: make_finding().pk,
            "may_keep_structure_need": lambda: make_structure_need(place.organisation).pk,
            "may_read_diagnosis": lambda: make_diagnosis().pk,
            "may_lead_diagnosis": lambda: make_diagnosis().pk,
            "may_read_snapshot": lambda: make_kept_dossier().pk,
            "may_follow_work": lambda: make_work().pk,
        }
        of_partner = address.check in ("may_read_partner", "may_keep_partner")
        found = {
            "public_id": lambda: (place.organisation if of_partner else place).public_id,
            "offer_id": lambda: place.offers.get().public_id,
            "kind": lambda: "computer",
            "slug": lambda: (
                self.zone.slug
                if address.check in ("may_keep_territory", "may_observe_zone")
                else self._printed(place)
                if address.check in ("may_make_zone_papers", "may_name_counter")
                else place.programmes.get().slug
            ),
            "closure_id": lambda: place.closures.get().pk,
            "audit_id": lambda: self._trace(place, person),
            "vocabulary": lambda: "use",
            "code": lambda: {
                "may_make_zone_papers": lambda: "guide",
                "may_translate_into": lambda: "ar",
                "may_observe_measure": lambda: make_measure(f"m-{uuid4().hex}").code,
                "may_forget_figures": lambda: make_dataset(f"d-{uuid4().hex}").code,
                "may_load_figures": self._figures,
                "may_keep_reference": lambda: make_reference(code=f"r-{uuid4().hex}"[:40]).code,
                "may_read_need": lambda: "emploi",
                "may_keep_study": lambda: make_study(code=f"s-{uuid4().hex}").code,
                "may_withdraw_study": lambda: make_study(code=f"s-{uuid4().hex}").code,
            }.get(address.check, lambda: "matrice")(),
            "ending": lambda: "csv",
            "source": lambda: self.delivery.source,
            "number": lambda: numbers[address.check](),
            "motive": lambda: make_motive(organisation=place.organisation).pk,
            "series": lambda: make_series(place=place).public_id,
            "availability": lambda: make_availability(self._line(place), place=place).pk,
            "absence": lambda: self._absence(place).pk,
            "calendar": lambda: make_outside_calendar(self._line(place)).pk,
            "session": lambda: make_series(place=place).sessions.first().public_id,
            "step": lambda: 1,
            "pk": lambda: self._passkey(person if whose == "own" else self.colleague),
        }
        assert name in found, f"say here how to find the <{name}> of {address.pattern}"
        return found[name]()

    def _figures(self):
        return receive_upload([b"code;n\na;1\n"], name="n.csv", by=self.colleague, now=NOW)

    def _line(self, place):
        """Return a person who receives for the organisation of a place: one by place."""
        if place.pk not in self.lines:
            self.lines[place.pk] = make_resource(organisation=place.organisation, place=place)
        return self.lines[place.pk]

    def _path(self, place):
        return make_one_path(organisation=place.organisation, template="emploi").pk

    def _path_template(self):
        load_templates()
        return all_templates()[0][0].pk

    def _printed(self, place):
        """Return the address of a quarter in which this place stands."""
        place.quarter_zone = self.zone
        place.save(update_fields=["quarter_zone"])
        return self.zone.slug

    def _absence(self, place):
        later = timezone.now() + timedelta(days=1)
        return Absence.objects.create(
            resource=self._line(place), starts_at=later, ends_at=later + timedelta(hours=1)
        )

    def _trace(self, place, person):
        row = AuditRow.objects.create(
            at=NOW, by=person, action="edit_place", subject_kind="place",
            subject_id=place.public_id, before={}, after={},
        )  # fmt: skip
        return row.pk

    def _erased(self):
        kept = {
            "code": "dessin-fuseau", "nom": "Le Fuseau", "slug": "le-fuseau",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[3.0, 50.0], [3.01, 50.0], [3.01, 50.01], [3.0, 50.0]]],
            },
        }  # fmt: skip
        row = AuditRow.objects.create(
            at=NOW, by=self.colleague, action="erase_zone", subject_kind="territory",
            subject_id="le-fuseau", before=kept, after={},
        )  # fmt: skip
        return row.pk

    def _proposal(self, author):
        return Proposal.objects.create(
            kind="edit_place",
            place=self.other,
            state="proposed",
            by=author,
            made_at=NOW,
            values={"place": {"waiting": "Dix minutes"}},
        ).pk

    def _report(self):
        return Report.objects.create(
            place=self.other, kind="hours", channel="public", text="Fermé le lundi.",
            code_digest=uuid4().hex * 2, content_digest="c" * 64, made_at=NOW,
        ).pk  # fmt: skip

    def _tool(self):
        return Tool.objects.create(nom="Agenda partagé", purpose="agenda", updated_at=NOW).pk

    def _proposed_tool(self, author):
        return ToolProposal.objects.create(
            nom="Carte", purpose="map", need="Se repérer", by=author, made_at=NOW
        ).pk

    def _token(self, person):
        scopes = ("places:write", "offers:write")
        return make_token(owner=person, name="Clé", scopes=scopes, days=30, now=timezone.now())[
            0
        ].pk

    def _passkey(self, person):
        from allauth.mfa.models import Authenticator

        data = {"name": "Mon appareil", "credential": {}}
        return Authenticator.objects.create(user=person, type="webauthn", data=data).pk
