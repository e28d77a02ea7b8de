"""The sample of each source and what its conversion must give.

Rewrite the expected results with `python -m maillage.sources.tests.samples [id ...]`, all of them
without an id, and read the diff.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

from maillage.core.harmonise import Log
from maillage.core.standard import PlaceRecord
from maillage.sources.base import Converted, Source, open_delivery, read_source
from maillage.sources.catalog import all_sources, get_source

FOLDER = Path(__file__).resolve().parents[1] / "samples"


def sample_of(source: Source) -> Path:
    """Return the one sample of a source; its suffix is free."""
    name = source.id.replace("-", "_")
    (path,) = (p for p in FOLDER.glob(f"{name}.*") if not p.name.endswith(".expected.json"))
    return path


def expected_of(source: Source) -> Path:
    return FOLDER / f"{source.id.replace('-', '_')}.expected.json"


def convert_sample(source: Source) -> dict[str, object]:
    """Return what the sample becomes, as plain JSON."""
    log = Log()
    with open_delivery(sample_of(source)) as delivery:
        rows = [_shown(converted) for converted in read_source(source, delivery, log)]
    counts = {f"{code} {field}": n for (code, field), n in sorted(log.counts.items())}
    return {"corrections": counts, "rows": rows}


def _shown(converted: Converted) -> dict[str, object]:
    record = converted.reading.record
    return {
        "key": converted.key,
        "line": converted.row.line,
        "faults": [[f.rule, f.field, f.value, f.severity] for f in converted.reading.faults],
        "record": None if record is None else dict(_filled(record)),
    }


def _filled(record: PlaceRecord) -> Iterator[tuple[str, object]]:
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "extension":
            value = {key: list(items) for key, items in value.items()}
        if value not in ("", (), None, {}):
            yield field.name, value.isoformat() if isinstance(value, date) else value


def text_of(result: dict[str, object]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for each in [get_source(id_) for id_ in sys.argv[1:]] or all_sources().values():
        expected_of(each).write_text(text_of(convert_sample(each)), encoding="utf-8")
        print(f"{expected_of(each).name} rewritten")
