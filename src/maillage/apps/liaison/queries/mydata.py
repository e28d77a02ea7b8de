"""What is held about one person’s sheet or path, as they may read it and take it away."""

from datetime import datetime
from typing import Any

from django.utils import timezone

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
