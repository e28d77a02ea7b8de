"""Declaration of the module."""

from collections.abc import Callable, Mapping, Sequence

from django.apps import AppConfig
from django.conf import settings
from django.utils.functional import lazy
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from maillage.web.kept import Kept
from maillage.web.menu import MenuEntry
from maillage.web.slots import Id, Panel, Slot, register

Panels = Mapping[Id, Sequence[Panel]]
# Words of the journal, which residents do not read: no catalogue looks for them.
_trace = _


def _panels(name: str) -> Callable[[Sequence[Id]], Panels]:
    """Return a provider found by its name ("panels_public.home_tiles"), when it is asked."""

    def provider(ids: Sequence[Id]) -> Panels:
        found: Panels = import_string(f"maillage.apps.agenda.views.{name}")(ids)
        return found

    return provider


def _names_said() -> str:
    """Return how long names and rows are kept here, as the options say it now."""
    said = ngettext(
        "%(n)d jour après. La date et le motif, sans vous : %(months)d mois au plus.",
        "%(n)d jours après. La date et le motif, sans vous : %(months)d mois au plus.",
        settings.BOOKING_CONTACT_DAYS,
    )
    return said % {"n": settings.BOOKING_CONTACT_DAYS, "months": settings.BOOKING_MONTHS}


def _months_said(words: object) -> str:
    return str(words) % {"n": settings.BOOKING_MONTHS}


_names_kept = lazy(_names_said, str)
_months_kept = lazy(_months_said, str)
# Pages of the desk about the agenda are folded under this name.
AGENDA = "L’agenda"
PROVIDERS = [
    (Slot.PLACE_PANELS, _panels("panels_public.place_panels")),
    (Slot.PLACE_LINES, _panels("panels_lines.place_lines")),
    (Slot.HOME_TILES, _panels("panels_public.home_tiles")),
    (Slot.ZONE_PANELS, _panels("panels_zone.zone_panels")),
    (Slot.MAP_LAYERS, _panels("panels_zone.map_layers")),
    (Slot.ROLE_DESK, _panels("panels_desk.role_desk")),
    (Slot.PLACE_DESK, _panels("panels_desk.place_desk")),
    (Slot.BEFORE_CLOSE, _panels("panels_setup.before_close")),
]


class AgendaConfig(AppConfig):
    name = "maillage.apps.agenda"
    label = "agenda"
    verbose_name = _("Agenda")
    url_prefix = ""
    menu = (
        MenuEntry("Agenda", "agenda:week", order=12),
        MenuEntry("Mon rendez-vous", "agenda:mine", order=14),
        MenuEntry("Agenda", "agenda:desk", staff=True, order=20, group=AGENDA),
        MenuEntry("Réserver pour quelqu’un", "agenda:counter", staff=True, order=21, group=AGENDA),
        MenuEntry("Passages", "agenda:tally_list", staff=True, order=21, group=AGENDA),
        MenuEntry("Appels à passer", "agenda:calls", staff=True, order=22, group=AGENDA),
        MenuEntry("Chiffres", "agenda:figures", staff=True, order=29, group=AGENDA),
    )
    typed_texts = "maillage.apps.agenda.queries.typed_texts.typed_texts"
    keeps = (
        Kept(
            "Ce que vous dites pour réserver : prénom ou surnom, numéro, adresse e-mail, besoin, "
            "âge des enfants à garder, langue de la page. Rien n’est obligatoire.",
            "Vous recevoir, et vous prévenir si l’heure change.",
            _names_kept(),
            "Les personnes qui vous reçoivent, et celle qui a réservé avec vous.",
            residents=True,
        ),
        Kept(
            "Le code de votre rendez-vous, sur votre appareil seulement",
            "Ne pas le taper à chaque page.",
            "Une demi-heure, ou jusqu’à ce que vous fermiez.",
            "Vous. Nous n’en gardons qu’une empreinte : on ne peut pas relire le code.",
            residents=True,
        ),
        Kept(
            "Qu’un rappel vous a été envoyé, par quel moyen et quand",
            "Ne pas vous le dire deux fois, et vous appeler s’il n’est pas parti.",
            _months_kept(
                _("%(n)d mois au plus, avec la réservation ; le numéro est effacé avant.")
            ),
            "Les personnes qui vous reçoivent.",
            residents=True,
        ),
        Kept(
            "Heures de vos autres agendas, et leur adresse",
            "Ne pas proposer une heure où vous n’êtes pas libre.",
            "Tant que vous laissez l’agenda dans la liste. Les titres ne sont jamais lus.",
            "Vous seul voyez l’adresse ; vos collègues voient que vous n’êtes pas libre.",
        ),
        Kept(
            "Que vous avez noté une venue, et quand ; jamais qui est venu",
            "Que vous puissiez corriger votre note du jour, et compter les venues.",
            _months_kept(
                _("%(n)d mois au plus. Notée sans réseau : sur l’appareil, jusqu’à l’envoi.")
            ),
            "Les personnes qui mènent le réseau, dans le journal.",
        ),
    )
    # How the journal names what people do here.
    trace_words = {
        "book": _trace("Réservation notée"),
        "book_beyond": _trace("Réservation ajoutée alors que c’était pris"),
        "cancel_booking": _trace("Réservation annulée"),
        "move_booking": _trace("Réservation déplacée"),
        "accept_offer": _trace("Place libérée confirmée"),
        "add_series": _trace("Séances ajoutées à l’agenda"),
        "edit_series": _trace("Séances changées"),
        "end_series": _trace("Fin des séances décidée"),
        "cancel_session": _trace("Séance annulée"),
        "restore_session": _trace("Séance rétablie"),
        "edit_session": _trace("Séance changée"),
        "note_visit": _trace("Venue notée"),
        "give_number": _trace("Numéro de file donné"),
        "edit_visit": _trace("Venue corrigée"),
        "undo_visit": _trace("Venue annulée"),
        "mark_attendance": _trace("Présence notée"),
        "note_notice_call": _trace("Appel à une personne noté"),
        "renew_code": _trace("Code perdu : un autre donné"),
        "send_notice_again": _trace("Message peut-être parti : envoyé de nouveau"),
        "draw_feed": _trace("Adresse d’agenda privée donnée"),
        "stop_feed": _trace("Adresse d’agenda privée arrêtée"),
        "add_outside_calendar": _trace("Agenda extérieur ajouté"),
        "remove_outside_calendar": _trace("Agenda extérieur retiré"),
        "add_resource": _trace("Personne, salle ou matériel ajouté à l’agenda"),
        "edit_resource": _trace("Personne, salle ou matériel de l’agenda changé"),
        "end_resource": _trace("Personne, salle ou matériel retiré de l’agenda"),
        "add_motive": _trace("Motif de rendez-vous ajouté"),
        "edit_motive": _trace("Motif de rendez-vous changé"),
        "end_motive": _trace("Motif de rendez-vous retiré"),
        "add_availability": _trace("Heures de rendez-vous ajoutées"),
        "edit_availability": _trace("Heures de rendez-vous changées"),
        "end_availability": _trace("Heures de rendez-vous arrêtées"),
        "add_absence": _trace("Absence notée"),
        "end_absence": _trace("Absence retirée"),
        "end_place_agenda": _trace("Lieu fermé : séances et rendez-vous annulés"),
        "move_place_agenda": _trace("Lieu déplacé : séances et rendez-vous déplacés"),
    }

    def ready(self) -> None:
        from maillage.web.jobs import every, every_day
        from maillage.web.moments import Moment, when

        for name in ("send_due", "expire_offers"):
            every(f"maillage.apps.agenda.tasks.{name}", minutes=5)
        every("maillage.apps.agenda.tasks.read_calendars", minutes=60)
        for name in ("extend_series", "purge", "follow_places"):
            every_day(f"maillage.apps.agenda.tasks.{name}")
        when(Moment.AFTER_CLOSE, "maillage.apps.agenda.tasks.follow_places")
        for slot, provider in PROVIDERS:
            register(slot, provider)
