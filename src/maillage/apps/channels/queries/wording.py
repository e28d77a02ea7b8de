"""The words of the templates of papers, in the language that is being written.

Whole sentences: what a template puts in them stands in braces, and moves as a language wants.
"""

from django.utils.translation import gettext as _

from maillage.web.languages import FSI, PDI, current, not_reviewed

# The signs that turn a line of letters: a name that holds some could not be isolated.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def as_typed(text: str) -> str:
    """Return what a person typed in French; isolated when the paper is in another language.

    Never translated: it is what is written on the door.
    """
    if not text or current().is_french:
        return text
    return f"{FSI}{text.translate(_TURNS)}{PDI}"


def slip_words() -> dict[str, str]:
    """Return the words that slips and cards need, and what every paper shares."""
    return {
        "comma": _(", "),
        "pair": _("{label}\u00a0: {words}"),
        "page": _("Page {n} sur {total}"),
        "square": _("Code à scanner. Adresse\u00a0: {address}"),
        "no_phone": _("Pas de téléphone connu."),
        "no_phone_ask": _("Pas de téléphone connu. Demandez au {phone}."),
        "call_first": _("Appelez avant de venir."),
        "question": _("Une question\u00a0? Une personne répond\u00a0: {phone}"),
        "done_there": _("On y fait"),
        "price": _("Prix"),
        "for_whom": _("Pour qui"),
        "how": _("Comment venir"),
        "languages": _("Langues"),
        "sessions": _("Prochaines séances"),
        "dash": " – ",
        "logo": _("Logo\u00a0: {town}"),
        "unreviewed": not_reviewed()[0],
        "unreviewed_short": not_reviewed()[1],
    }


def zone_words() -> dict[str, str]:
    """Return the words that the guide, the list by need and the poster also need."""
    return {
        "lead": _("Où trouver une personne, un ordinateur, une imprimante, près de chez vous."),
        "somebody": _("Une question\u00a0? Une personne répond\u00a0:"),
        "on_site": _("Sur place\u00a0: {address}"),
        "numbers": _("Les numéros du plan sont ceux de la liste."),
        "looking_for": _("Que cherchez-vous\u00a0?"),
        "spoken": _("On y parle\u00a0: {languages}"),
        "next_session": _("Prochaine séance\u00a0: {session}"),
        "fold": _("Pliez la feuille en deux\u00a0: la couverture reste dehors."),
        "call": _("Appelez, une personne répond\u00a0:"),
    }
