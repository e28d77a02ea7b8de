"""The account of a delivery, in words for whoever ran it."""

from collections.abc import Mapping
from typing import Any

from maillage.apps.imports.actions.tally import Tally
from maillage.apps.imports.models import Delivery

KINDS = {"added": "ajoutés", "changed": "changés", "removed": "enlevés", "refused": "refusés"}
SHOWN = 12


def tally_words(tally: Tally) -> str:
    """Return what a delivery would do, in French."""
    return _words(tally.counts(), tally.as_json(), title="Essai : rien n’a été écrit.")


def delivery_words(delivery: Delivery) -> tuple[dict[str, int], str]:
    """Return (counts, French account) of a delivery that is done."""
    counts = {
        "rows": delivery.n_in,
        "added": delivery.n_added,
        "changed": delivery.n_changed,
        "unchanged": delivery.n_unchanged,
        "refused": delivery.n_refused,
        "withdrawn": delivery.n_withdrawn,
    }
    title = f"Livraison n° {delivery.pk} ({delivery.filename}) : terminée."
    return counts, _words(counts, delivery.report, title=title)


def _words(counts: Mapping[str, int], report: Mapping[str, Any], *, title: str) -> str:
    lines = [
        title,
        f"{counts['rows']} lignes lues = {counts['added']} ajoutées + {counts['changed']} changées"
        f" + {counts['unchanged']} inchangées + {counts['refused']} refusées."
        f" {counts['withdrawn']} lieux retirés par la source.",
    ]
    lines += [f"Note : {note}" for note in report.get("notes", [])]
    if fields := report.get("fields"):
        lines += ["", "Par champ :"]
        lines += [
            f"  {name} : " + ", ".join(f"{n} {KINDS[kind]}" for kind, n in sorted(kinds.items()))
            for name, kinds in fields.items()
        ]
    if corrections := report.get("corrections"):
        lines += ["", "Corrections (le texte d’origine est gardé) :"]
        for code, n in sorted(corrections.items(), key=lambda item: -item[1]):
            example = report.get("examples", {}).get(code) or [["", ""]]
            lines.append(f"  {code} : {n}, par exemple « {example[0][0]} » → « {example[0][1]} »")
    if faults := report.get("faults"):
        lines += ["", "À revoir chez le producteur :"]
        for fault in faults[:SHOWN]:
            where = f" (lignes {', '.join(map(str, fault['lines']))})" if fault["lines"] else ""
            lines.append(
                f"  {fault['n']} × {fault['field'] or 'ligne'} : {fault['message']} "
                f"{fault['repair']}{where}"
            )
        left = len(faults) - SHOWN + report.get("faults_left_out", 0)
        if left > 0:
            lines.append(f"  … et {left} autres sortes de remarques (page « Livraisons »).")
    return "\n".join(lines)
