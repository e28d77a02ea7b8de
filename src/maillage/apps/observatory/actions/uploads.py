"""A file of figures from a person: received, described, loaded or abandoned."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.observatory.actions.files import rows_here
from maillage.apps.observatory.actions.loading import LoadedFigures, load_figures
from maillage.apps.observatory.errors import (
    FiguresNotDescribed,
    UploadEmpty,
    UploadTooLarge,
    WorkUnderWay,
)
from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.dossier import Said, silent
from maillage.apps.observatory.queries.uploads import (
    KEPT_DAYS,
    Upload,
    folder,
    get_upload,
    look_at,
    reading_of,
)
from maillage.apps.observatory.queries.works import work_of_upload
from maillage.sources.figures import FigureFile, MeasureText
from maillage.web.drafts import written_at

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_DAY_S = 86_400


def receive_upload(chunks: Iterable[bytes], *, name: str, by: "User", now: datetime) -> str:
    """Keep a file that was sent, whole or not at all; return the word by which it is found.

    Those that nobody loaded in KEPT_DAYS days are deleted first; what is no table is not kept.
    Raises UploadTooLarge, UploadEmpty, FiguresUnreadable.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _purge(now)
    token = secrets.token_hex(16)
    path = folder() / token
    try:
        size = 0
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                size += len(chunk)
                if size > settings.DELIVERY_MAX_BYTES:
                    raise UploadTooLarge(limit=settings.DELIVERY_MAX_BYTES // 1024**2)
                file.write(chunk)
        if not size:
            raise UploadEmpty(name=name)
        _keep(token, name=_shown(name), sender=by.pk, at=now)
        look_at(get_upload(token))
        write_audit(
            action="receive_figures",
            by=by,
            now=now,
            before={},
            after={"name": _shown(name)},
            subject=("dataset", _shown(name)[:40]),
        )
    except BaseException:
        _erase(token)
        raise
    return token


def describe_upload(
    token: str, described: FigureFile, *, new_measures: Sequence[MeasureText] = ()
) -> None:
    """Keep what a person says of the columns of a file that waits.

    Raises UploadGone, WorkUnderWay.
    """
    upload = get_upload(token)
    _not_being_loaded(upload)
    _keep(
        token, name=upload.name, sender=upload.received_by, at=upload.received_at,
        said=asdict(described), new_measures=[asdict(one) for one in new_measures],
    )  # fmt: skip


def load_upload(
    token: str,
    *,
    by: "User | None",
    now: datetime,
    said: Said = silent,
    ended: Callable[[LoadedFigures], None] = lambda loaded: None,
) -> LoadedFigures:
    """Load a file that waits as it is described, then forget the file.

    The measures that are new with it, the figures, the row of the journal and what `ended` writes
    are one decision. `said` hears how far it is, until the writing begins.
    Raises UploadGone, FiguresNotDescribed, FiguresUnreadable, NoZoneKnown.
    """
    upload = get_upload(token)
    seen = look_at(upload)
    reading = reading_of(upload, seen)
    if reading is None:
        raise FiguresNotDescribed
    described, mapping = reading.described, None
    if reading.by != "catalogue":
        # Replayed at the next file that has these columns.
        mapping = {"description": asdict(described), "columns": list(described.columns)}
    total = seen.n_rows if seen.whole else 0
    rows, accounts = rows_here(
        upload.path, described, said=lambda n: said(_("Lecture du fichier"), n, total)
    )
    said(_("Écriture des chiffres, tout ou rien"), 0, 0)
    digest = hashlib.sha256(upload.path.read_bytes()).hexdigest()
    with transaction.atomic():
        for one in upload.new_measures:
            _make_measure(one)
        loaded = load_figures(
            rows, described, accounts=accounts, file_name=upload.name, sha256=digest,
            by=by, now=now, mapping=mapping,
        )  # fmt: skip
        ended(loaded)
    _erase(token)
    return loaded


def erase_loaded(token: str) -> None:
    """Delete what is left of a file that is loaded."""
    _erase(token)


def abandon_upload(token: str) -> None:
    """Delete a file that waits; nothing of it was loaded. Raises UploadGone, WorkUnderWay."""
    _not_being_loaded(get_upload(token))
    _erase(token)


def _not_being_loaded(upload: Upload) -> None:
    if work_of_upload(upload.token) is not None:
        raise WorkUnderWay


def _make_measure(text: MeasureText) -> None:
    base = Measure.objects.filter(code=text.base).first() if text.base else None
    Measure.objects.get_or_create(
        code=text.code,
        defaults={
            "nom": text.nom, "unit": text.unit, "family": text.family,
            "direction": text.direction, "base_words": text.base_words, "base": base,
            "caveat": text.caveat,
        },
    )  # fmt: skip


def _keep(
    token: str,
    *,
    name: str,
    sender: int | None,
    at: datetime,
    said: Mapping[str, Any] | None = None,
    new_measures: Sequence[Mapping[str, Any]] = (),
) -> None:
    kept = {
        "name": name, "received_by": sender, "received_at": at.isoformat(), "said": said,
        "new_measures": list(new_measures),
    }  # fmt: skip
    target = folder() / f"{token}.json"
    draft = folder() / f"{token}.draft"
    draft.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    draft.chmod(0o600)
    draft.replace(target)


def _erase(token: str) -> None:
    for ending in ("", ".json", ".draft"):
        (folder() / f"{token}{ending}").unlink(missing_ok=True)


def _purge(now: datetime) -> None:
    for path in folder().iterdir():
        written = written_at(path)
        if written is not None and now.timestamp() - written > KEPT_DAYS * _DAY_S:
            path.unlink(missing_ok=True)


def _shown(name: str) -> str:
    """Return the name of a file as it is shown: what could be a path or hide is taken out."""
    kept = "".join(c for c in Path(name.replace("\\", "/")).name if c.isprintable())
    return kept.strip()[-200:] or "chiffres"
