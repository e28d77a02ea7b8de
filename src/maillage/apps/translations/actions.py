"""Saying a typed text in another language, and taking it back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.translations.errors import SaidMeanwhile, TextGone, TooLong
from maillage.apps.translations.models import Said, digest_of
from maillage.apps.translations.queries import language_to_say, look_again, text_of

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# A language may need more signs than French: not ten times more.
TIMES, MORE = 4, 100


def say(*, digest: str, language: str, text: str, seen: str, by: "User", now: datetime) -> str:
    """Say a French text in a language; "" takes back what was said. Returns the French text.

    digest : of the French text, as residents read it now
    seen : the digest of what was said before, as the person read it; "" for nothing

    Raises LanguageNotSaid, TextGone, SaidMeanwhile when what is said is no longer what was seen,
    TooLong.
    """
    language_to_say(language)
    try:
        with transaction.atomic():
            return _say(digest, language, text.strip(), seen, by, now)
    except IntegrityError as error:
        # Two who said it first at once: the second one reads what the first said.
        raise SaidMeanwhile from error
    finally:
        look_again()


def _say(digest: str, language: str, text: str, seen: str, by: "User", now: datetime) -> str:
    found = Said.objects.select_for_update().filter(digest=digest, language=language).first()
    french = text_of(digest) or (found.french if found and not text else "")
    if not french:
        raise TextGone
    if len(text) > TIMES * len(french) + MORE:
        raise TooLong(most=TIMES * len(french) + MORE, n=len(french))
    before = found.text if found else ""
    if before == text:
        return french
    if (digest_of(before) if before else "") != seen:
        raise SaidMeanwhile
    if found is not None and not text:
        found.delete()
    elif text:
        found = found or Said(french=french, digest=digest, language=language)
        found.text, found.by, found.at = text, by, now
        found.save()
    write_audit(
        action="say_text",
        by=by,
        now=now,
        before={"texte": before},
        after={"texte": text, "français": french},
        subject=("said", f"{language}-{digest[:12]}"),
    )
    return french
