"""A text that the base holds encrypted: whoever reads the base without the key reads nothing.

"" stays "": the database can hold that what was erased is empty. Nothing else can be searched.
"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError
from django.db import models

from maillage.apps.liaison.errors import KeyMissing
from maillage.apps.liaison.models.keys import cipher


class EncryptedText(models.TextField[str, str]):
    """A short text about a person, encrypted at rest (AES-128-CBC and HMAC, Fernet)."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return cipher().encrypt(text.encode()).decode("ascii") if text else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the text. Raises KeyMissing when no key reads it."""
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError) as error:
            raise KeyMissing from error

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse what would compare two texts: each is encrypted in its own way."""
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.name} is encrypted: nothing is found by {lookup_name}")
        return super().get_lookup(lookup_name)
