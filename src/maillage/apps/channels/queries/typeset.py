"""The papers of this application: its templates, set by the typesetting of the site."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from maillage.web import typesetting
from maillage.web.typesetting import Printed

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "typst"


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    on: date,
    form: Literal["pdf", "png"] = "pdf",
    ppi: float = 100,
) -> Printed:
    """Return the document of a template of papers ("slip.typ"): see `web.typesetting.typeset`."""
    return typesetting.typeset(TEMPLATES / template, data, on=on, form=form, ppi=ppi)


__all__ = ["TEMPLATES", "Printed", "typeset"]
