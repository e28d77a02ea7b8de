"""Another key for what is encrypted: added first, used row by row, the old ones forgotten last.

Killed at any moment, everything still reads: the keys of before stay until somebody forgets them.
Run again, it goes on with the same new key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from maillage.apps.liaison.errors import KeysBusy, KeysGiven, KeyTooNew
from maillage.apps.liaison.models import EncryptedText
from maillage.apps.liaison.models.keys import keys, keys_file, new_key, newest, write_keys
from maillage.web.locks import only_one

LOCK = "sheet keys"
BATCH = 200
# Whoever was writing when the key was added has long ended.
SETTLED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was done: rows written with the newest key, whether it was made now, keys left."""

    n_rows: int
    new: bool
    n_keys: int


def rotate_keys() -> Rotation:
    """Write everything that is encrypted with a new key; return what was done.

    With keys given by the option, the first of them is the new one: nothing is made. A rotation
    that was cut goes on with the key that it had made. Raises KeysBusy.
    """
    with only_one(LOCK) as alone:
        if not alone:
            raise KeysBusy
        new = not settings.SHEET_KEYS and not is_anything_old()
        if new:
            write_keys((new_key(), *keys()))
        n = sum(_rewrite(model, names) for model, names in encrypted_columns())
        return Rotation(n_rows=n, new=new, n_keys=len(keys()))


def forget_old_keys(*, now: datetime) -> int:
    """Forget the keys that nothing needs any more; return how many.

    Raises KeysGiven when they are given by the option, KeyTooNew when the rotation is not over, or
    is of less than an hour ago.
    """
    if settings.SHEET_KEYS:
        raise KeysGiven
    with only_one(LOCK) as alone:
        if not alone:
            raise KeysBusy
        known = keys()
        if len(known) == 1:
            return 0
        if now.timestamp() - keys_file().stat().st_mtime < SETTLED.total_seconds():
            raise KeyTooNew
        if is_anything_old():
            raise KeyTooNew
        write_keys(known[:1])
        return len(known) - 1


def is_anything_old() -> bool:
    """Tell whether a row was written with another key than the newest."""
    cipher = newest()
    for model, names in encrypted_columns():
        for _pk, *texts in _raw(model, names).iterator(chunk_size=BATCH):
            if any(_is_old(text, cipher) for text in texts):
                return True
    return False


def encrypted_columns() -> Iterator[tuple[Any, list[str]]]:
    """Return each table that holds something encrypted, with the names of its columns."""
    for model in apps.get_app_config("liaison").get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedText)]
        if names:
            yield model, names


def _rewrite(model: Any, names: list[str]) -> int:
    """Write the old rows of a table with the newest key, some at a time; return how many."""
    cipher = newest()
    n, last = 0, 0
    while rows := list(_raw(model, names).filter(pk__gt=last)[:BATCH]):
        last = rows[-1][0]
        old = [pk for pk, *texts in rows if any(_is_old(text, cipher) for text in texts)]
        with transaction.atomic():
            # Read again, held: whoever changes a row meanwhile waits.
            for row in model.objects.select_for_update().filter(pk__in=old).order_by("pk"):
                model.objects.filter(pk=row.pk).update(**{name: getattr(row, name)
                                                          for name in names})  # fmt: skip
                n += 1
    return n


def _raw(model: Any, names: list[str]) -> Any:
    """Return rows as they are in the base: numbers and encrypted texts."""
    columns = [Cast(name, models.TextField()) for name in names]
    return model.objects.order_by("pk").values_list("pk", *columns)


def _is_old(text: str, cipher: Fernet) -> bool:
    if not text:
        return False
    try:
        cipher.decrypt(text.encode())
    except InvalidToken:
        return True
    return False
