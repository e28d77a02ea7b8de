"""Linking measured on labelled pairs of the real files: ours, the national formula, splink, dedupe.

Run: python -m benchmarks.linkage [--only ours,formula] [--record] [--table FILE]
Peers: in an environment of their own, see docs/linkage.md. One JSON line by method and measure,
added to results/ with --record.

Weights of `core.matching` are fixed; those of splink come from all records without labels; dedupe
is trained on the choosing half. Thresholds are chosen on the choosing half, figures are those of
the reporting half, and no record is in both.
"""

import argparse
import json
import platform
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, starmap
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import RESULTS, machine
from benchmarks.chain import say
from benchmarks.linkage_data import FILES, Record, is_reporting, records
from benchmarks.linkage_labels import Ids, Label, Measure, labels, measure, threshold_for
from benchmarks.linkage_pool import pool

if TYPE_CHECKING:
    from maillage.core.matching import Model

TARGETS = (0.99, 0.98, 0.95)
OWN = "its own threshold"
Scores = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Method:
    """What one method says of all records.

    scores : of its candidate pairs (positions, left < right), the higher the more alike
    links : the pairs that it links by itself, at its own threshold
    candidates : the pairs that it looked at; those of scores when None
    together : the pairs that its groups put together; not measured when None
    """

    name: str
    scores: Scores
    links: set[tuple[int, int]]
    seconds: float
    candidates: set[tuple[int, int]] | None = None
    together: set[tuple[int, int]] | None = None


def ours(read: list[Record], _: list[Label]) -> Method:
    """Link with `core.matching` and its fixed weights."""
    from maillage.core.matching import DEFAULT

    return _linked("maillage", read, DEFAULT)


def fitted(read: list[Record], _: list[Label]) -> Method:
    """Link with weights that `core.matching` learns from these records without labels."""
    from maillage.core.matching import fit

    return _linked("maillage, fit", read, fit(read))


def fitted_without_each_file(read: list[Record], known: list[Label]) -> Method:
    """Link the pairs of each file with weights learned from the other files."""
    from maillage.core.matching import fit, link

    scores: Scores = {}
    links: set[tuple[int, int]] = set()
    started = time.perf_counter()
    for source in FILES:
        model = fit([one for one in read if one["source"] != source])
        pairs = link(read, model=model, keep_from=0.001).pairs
        both = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
        for pair, value in zip(starmap(_ordered, both), pairs.probabilities.tolist(), strict=True):
            # A pair between two files is judged by the model that did not see its first.
            if read[pair[0]]["source"] == source:
                scores[pair] = value
                if value >= model.same_from:
                    links.add(pair)
    seconds = time.perf_counter() - started
    return Method("maillage, fit without the file", scores, links, seconds)


def _linked(name: str, read: list[Record], model: "Model") -> Method:
    from maillage.core.matching import candidates, link

    started = time.perf_counter()
    links = link(read, model=model)
    seconds = time.perf_counter() - started
    # Again, with what is not even doubtful, so that any threshold can be tried.
    pairs = link(read, model=model, keep_from=0.001).pairs
    both = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    scores = dict(zip(starmap(_ordered, both), pairs.probabilities.tolist(), strict=True))
    same = {pair for pair, known in scores.items() if known >= model.same_from}
    seen = {
        _ordered(i, j)
        for left, right in candidates(read)
        for i, j in zip(left.tolist(), right.tolist(), strict=True)
    }
    return Method(name, scores, same, seconds, seen, _together(links.groups))


def formula(read: list[Record], _: list[Label]) -> Method:
    """Link with the formula of the national cartography."""
    from benchmarks.linkage_national import BETWEEN, INSIDE, merges, scored

    started = time.perf_counter()
    found = scored(read)
    seconds = time.perf_counter() - started
    links = {(i, j) for (i, j), value in found.items() if merges(read[i], read[j], value)}
    # One score for both: how far above the threshold that holds for the pair.
    scores = {
        (i, j): float(value - (INSIDE if read[i]["source"] == read[j]["source"] else BETWEEN))
        for (i, j), value in found.items()
    }
    return Method("national formula", scores, links, seconds, together=_together(_union(links)))


def splink(read: list[Record], _: list[Label]) -> Method:
    """Link with splink, at the threshold of its quick start."""
    from benchmarks.linkage_splink import scored

    started = time.perf_counter()
    scores = scored(read)
    seconds = time.perf_counter() - started
    return Method("splink", scores, {p for p, value in scores.items() if value >= 0.95}, seconds)


def dedupe(read: list[Record], known: list[Label]) -> Method:
    """Link with dedupe, trained on the choosing half, at its threshold of one half."""
    from benchmarks.linkage_dedupe import scored

    at = {record["id"]: position for position, record in enumerate(read)}
    choosing = [label for label in known if label.half == "choosing"]
    pairs = {
        verdict: [(at[a.ids[0]], at[a.ids[1]]) for a in choosing if a.verdict == verdict]
        for verdict in ("same", "different")
    }
    started = time.perf_counter()
    scores = scored(read, pairs["same"], pairs["different"])
    seconds = time.perf_counter() - started
    return Method("dedupe", scores, {p for p, value in scores.items() if value >= 0.5}, seconds)


def ours_without_positions(read: list[Record], known: list[Label]) -> Method:
    """Link with `core.matching` records that have no coordinates."""
    bare = [record | {"lat": None, "lon": None} for record in read]
    return replace(ours(bare, known), name="maillage, no positions")


def ours_without_contacts(read: list[Record], known: list[Label]) -> Method:
    """Link with `core.matching` records that have no telephone, e-mail, site or SIRET."""
    empty = {"phone": "", "email": [], "site": [], "siret": ""}
    return replace(ours([record | empty for record in read], known), name="maillage, no contacts")


def formula_without_positions(read: list[Record], known: list[Label]) -> Method:
    """Link with the formula records that have no coordinates, which it scores as one point."""
    bare = [record | {"lat": None, "lon": None} for record in read]
    return replace(formula(bare, known), name="national formula, no positions")


METHODS: dict[str, Callable[[list[Record], list[Label]], Method]] = {
    "ours": ours,
    "formula": formula,
    "splink": splink,
    "dedupe": dedupe,
    "fit": fitted,
    "fit-without-file": fitted_without_each_file,
    "ours-no-positions": ours_without_positions,
    "ours-no-contacts": ours_without_contacts,
    "formula-no-positions": formula_without_positions,
}


def _ordered(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


def _together(groups: Iterable[Iterable[int]]) -> set[tuple[int, int]]:
    return {pair for members in groups for pair in combinations(sorted(members), 2)}


def _union(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of the transitive union of links."""
    root: dict[int, int] = {}

    def of(one: int) -> int:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for i, j in links:
        root[of(i)] = of(j)
    groups: dict[int, list[int]] = defaultdict(list)
    for one in root:
        groups[of(one)].append(one)
    return list(groups.values())


def report(method: Method, read: list[Record], known: list[Label]) -> list[dict[str, object]]:
    """Return one row for the method as it is, and one for each precision asked of it."""

    def ids(pair: tuple[int, int]) -> Ids:
        left, right = sorted((read[pair[0]]["id"], read[pair[1]]["id"]))
        return left, right

    choosing = [label for label in known if label.half == "choosing"]
    reporting = [label for label in known if label.half == "reporting"]
    wanted = {label.ids for label in known}
    scores = {key: value for pair, value in method.scores.items() if (key := ids(pair)) in wanted}
    links = {key for pair in method.links if (key := ids(pair)) in wanted}
    looked = method.scores.keys() if method.candidates is None else method.candidates
    seen = {key for pair in looked if (key := ids(pair)) in wanted}
    n_links = sum(is_reporting(read[i]) and is_reporting(read[j]) for i, j in method.links)
    found = measure(reporting, links)
    head = {
        "method": method.name,
        "seconds": round(method.seconds, 2),
        "candidate_recall": round(measure(reporting, seen).recall, 4),
        "links_reporting": n_links,
    }
    rows = [{**head, "at": OWN, **rounded(found)}]
    if method.together is not None:
        grouped = {key for pair in method.together if (key := ids(pair)) in wanted}
        n_links = sum(is_reporting(read[i]) and is_reporting(read[j]) for i, j in method.together)
        name = {"method": f"{method.name}, its groups", "links_reporting": n_links}
        rows.append({**head, **name, "at": OWN, **rounded(measure(reporting, grouped))})
    # Then the threshold that the reporting half would choose itself: a fair race, a flattered one.
    for chosen_by, half in ((choosing, "choosing"), (reporting, "reporting")):
        for target in TARGETS:
            threshold = threshold_for(chosen_by, scores, target)
            linked = {key for key, value in scores.items() if value >= threshold}
            row = {"method": method.name, "at": f"precision {target}, {half} half"}
            row |= {"threshold": round(threshold, 6)}
            rows.append({**row, **rounded(measure(reporting, linked))})
    return rows


def by_file(method: Method, read: list[Record], known: list[Label]) -> list[dict[str, object]]:
    """Return one row for each file that a labelled pair of the reporting half touches."""
    links = {tuple(sorted((read[i]["id"], read[j]["id"]))) for i, j in method.links}
    rows: list[dict[str, object]] = []
    for source in FILES:
        touching = [
            label
            for label in known
            if label.half == "reporting" and any(one.startswith(f"{source}:") for one in label.ids)
        ]
        n_same = sum(label.is_same for label in touching)
        if n_same:
            met = any(
                one.startswith(f"{source}:")
                for label in known
                if label.half == "choosing"
                for one in label.ids
            )
            row = {"method": method.name, "at": f"file {source}", "same": n_same, "met": met}
            linked = {label.ids for label in touching if label.ids in links}
            rows.append({**row, **rounded(measure(touching, linked))})
    return rows


def rounded(found: Measure) -> dict[str, object]:
    """Return a measure with four decimals."""
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(found).items()}


def table(rows: list[dict[str, object]]) -> str:
    """Return the rows as two tables of Markdown."""

    def share(value: object) -> str:
        return "–" if value is None else f"{float(str(value)):.3f}"

    def between(row: dict[str, object], name: str) -> str:
        return f"{share(row[name])} [{share(row[f'{name}_low'])}, {share(row[f'{name}_high'])}]"

    lines = [
        "| Method | Candidate recall | Links | Read, wrong | Precision | Recall | F1 | Seconds |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        if row["at"] == OWN:
            lines.append(
                f"| {row['method']} | {share(row['candidate_recall'])} | {row['links_reporting']} |"
                f" {row['linked']}, {row['wrong']} | {between(row, 'precision')} |"
                f" {between(row, 'recall')} | {share(row['f1'])} | {row['seconds']} |"
            )
    lines += [
        "",
        "| Method | Lowest threshold with | Precision | Recall | F1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['method']} | {row['at']} | {between(row, 'precision')} |"
        f" {between(row, 'recall')} | {share(row['f1'])} |"
        for row in rows
        if str(row["at"]).startswith("precision")
    ]
    files = [row for row in rows if str(row["at"]).startswith("file")]
    if files:
        lines += [
            "",
            "| Method | File | Labelled same | In the choosing half | Wrong links | Recall |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
    lines += [
        f"| {row['method']} | {str(row['at']).removeprefix('file ')} | {row['same']} |"
        f" {'yes' if row['met'] else 'no'} | {row['wrong']} of {row['linked']} |"
        f" {between(row, 'recall')} |"
        for row in files
    ]
    return "\n".join(lines) + "\n"


def about_this_run() -> dict[str, object]:
    """Return what every recorded line says of the run."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    about = {"program": "linkage", "commit": commit, "python": platform.python_version()}
    return {**about, "on": datetime.now(UTC).date().isoformat()}


def record(rows: list[dict[str, object]], about: dict[str, object]) -> None:
    """Add the rows to the results of this kind of machine."""
    with (RESULTS / f"{machine()}.jsonl").open("a", encoding="utf-8") as out:
        for row in rows:
            line = {"measure": "linkage", **row, **about}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    """Measure the methods asked for, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(METHODS), help="methods, by commas")
    parser.add_argument("--record", action="store_true", help="add the lines to results/")
    parser.add_argument("--table", type=Path, help="write the tables there as Markdown")
    options = parser.parse_args()
    about = about_this_run()
    read, known = records(), labels()
    drawn = pool(read)
    inside = {pair for pairs in drawn.strata.values() for pair in pairs}
    say(measure="linkage: pool", records=len(read), pairs=len(inside), labelled=len(known))
    rows: list[dict[str, object]] = []
    for name in options.only.split(","):
        method = METHODS[name](read, known)
        said = report(method, read, known)
        said[0]["links_outside_pool"] = sum(
            is_reporting(read[pair[0]]) == is_reporting(read[pair[1]])
            for pair in method.links - inside
        )
        if name == "ours":
            said += by_file(method, read, known)
        for row in said:
            print(json.dumps({"measure": "linkage", **row}, ensure_ascii=False), flush=True)
        rows += said
    print(table(rows))
    if options.record:
        record(rows, about)
    if options.table:
        options.table.write_text(table(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
