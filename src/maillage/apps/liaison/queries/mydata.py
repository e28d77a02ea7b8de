"""What is held about one person’s sheet or path, as they may read it and take it away."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from maillage.apps.liaison.models import Path, Sheet
from maillage.apps.liaison.queries.sheets import (
    consents_of,
    notices_of,
    readings_of,
    steps_of,
)
from maillage.apps.liaison.queries.words import (
    constraint_words,
    level_source,
    level_words,
    owned_words,
    scope_words,
    service_words,
)

# The names of what is held, as the page says them: in the file they are in French.
LABELS = (
    gettext_noop("numéro de la fiche"),
    gettext_noop("faite le"),
    gettext_noop("par"),
    gettext_noop("besoin"),
    gettext_noop("avec vos mots"),
    gettext_noop("à faire avant le"),
    gettext_noop("à prévoir"),
    gettext_noop("langue"),
    gettext_noop("matériel"),
    gettext_noop("ce que vous savez faire"),
    gettext_noop("d’où cela vient"),
    gettext_noop("prénom ou surnom"),
    gettext_noop("moyen de vous joindre"),
    gettext_noop("téléphone"),
    gettext_noop("e-mail"),
    gettext_noop("numéro de dossier ailleurs"),
    gettext_noop("effacée au plus tard le"),
    gettext_noop("effacée le"),
    gettext_noop("accords"),
    gettext_noop("lieu"),
    gettext_noop("ce qui est transmis"),
    gettext_noop("donné le"),
    gettext_noop("comment"),
    gettext_noop("jusqu’au"),
    gettext_noop("retiré le"),
    gettext_noop("signature"),
    gettext_noop("étapes"),
    gettext_noop("le"),
    gettext_noop("voie"),
    gettext_noop("état"),
    gettext_noop("suite"),
    gettext_noop("mots des lieux"),
    gettext_noop("rendez-vous"),
    gettext_noop("refus"),
    gettext_noop("droits"),
    gettext_noop("droit"),
    gettext_noop("noté le"),
    gettext_noop("messages"),
    gettext_noop("quoi"),
    gettext_noop("lectures"),
    gettext_noop("numéro du parcours"),
    gettext_noop("fait le"),
    gettext_noop("ce que vous voulez"),
    gettext_noop("à revoir le"),
    gettext_noop("effacé au plus tard le"),
    gettext_noop("effacé le"),
    gettext_noop("étape"),
    gettext_noop("quand"),
    gettext_noop("mots"),
)


def held_data(sheet: Sheet) -> dict[str, Any]:
    """Return all that is held of a sheet, by its French name: texts, lists; dates in ISO."""
    sendings = list(sheet.sendings.order_by("number").prefetch_related("rights"))
    return {
        "numéro de la fiche": sheet.reference,
        "faite le": _at(sheet.made_at),
        "par": sheet.organisation.nom,
        "besoin": [words for words, _icon in service_words(sheet.services)],
        "avec vos mots": sheet.need,
        "à faire avant le": sheet.urgent_on.isoformat() if sheet.urgent_on else "",
        "à prévoir": [words for words, _icon in constraint_words(sheet.constraints)],
        "langue": sheet.language,
        "matériel": owned_words(sheet.owned),
        "ce que vous savez faire": [": ".join(pair) for pair in level_words(sheet.level)],
        "d’où cela vient": level_source(sheet),
        "prénom ou surnom": sheet.name,
        "moyen de vous joindre": str(sheet.get_channel_display()),
        "téléphone": sheet.phone,
        "e-mail": sheet.email,
        "numéro de dossier ailleurs": sheet.partner_reference,
        "effacée au plus tard le": sheet.erase_on.isoformat(),
        "effacée le": _at(sheet.erased_at),
        "accords": [
            {
                "lieu": one.place.nom,
                "ce qui est transmis": scope_words(one.scope),
                "donné le": _at(one.given_at),
                "comment": str(one.get_how_display()),
                "jusqu’au": one.until.isoformat(),
                "retiré le": _at(one.withdrawn_at),
                "signature": one.signature,
            }
            for one in consents_of(sheet)
        ],
        "étapes": [
            {
                "le": _at(one.at),
                "lieu": one.sending.place.nom,
                "voie": str(one.sending.get_via_display()),
                "état": str(one.get_state_display()),
                "suite": str(one.get_outcome_display()) if one.outcome else "",
            }
            for one in steps_of(sheet)
        ],
        "mots des lieux": [one.note for one in sendings if one.note],
        "rendez-vous": [_at(one.appointment_at) for one in sendings if one.appointment_at],
        "refus": [str(one.get_refusal_display()) for one in sendings if one.refusal],
        "droits": [
            {"droit": str(right.get_right_display()), "suite": str(right.get_result_display()),
             "noté le": _at(right.noted_at)}
            for one in sendings for right in one.rights.all()
        ],
        "messages": [
            {"le": _at(one.done_at or one.due_at), "quoi": str(one.get_kind_display()),
             "voie": str(one.get_channel_display()), "état": str(one.get_state_display())}
            for one in notices_of(sheet)
        ],
        "lectures": [
            {"le": _at(one.at), "comment": str(one.get_face_display()),
             "quoi": str(one.get_what_display())}
            for one in readings_of(sheet)
        ],
    }  # fmt: skip


def held_path(path: Path) -> dict[str, Any]:
    """Return all that is held of a path."""
    return {
        "numéro du parcours": str(path),
        "fait le": _at(path.made_at),
        "par": path.organisation.nom,
        "prénom ou surnom": path.name,
        "ce que vous voulez": path.aim,
        "à revoir le": path.review_on.isoformat() if path.review_on else "",
        "effacé au plus tard le": path.erase_on.isoformat(),
        "effacé le": _at(path.erased_at),
        "étapes": [
            {
                "étape": str(one),
                "lieu": one.place.nom if one.place is not None else "",
                "quand": _at(one.at),
                "mots": one.words,
                "faite le": one.done_on.isoformat() if one.done_on else "",
            }
            for one in path.steps.select_related("place").order_by("number")
        ],
    }


def _at(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""
