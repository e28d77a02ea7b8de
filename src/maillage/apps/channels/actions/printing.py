"""A whole town on paper, in a folder: what was cut is taken up again, nothing is half written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.channels.errors import NothingToPrint
from maillage.apps.channels.queries import papers
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.kinds import PAPERS, Paper
from maillage.apps.channels.queries.papers import place_paper_of, zone_paper_of
from maillage.apps.channels.queries.rounds import postings_paper
from maillage.apps.channels.queries.texts import newspaper_list
from maillage.apps.channels.queries.wording import as_typed
from maillage.apps.directory.queries import places_of_zone, zones_to_search
from maillage.apps.directory.queries.published import published_ids
from maillage.apps.territories.queries import get_zone
from maillage.web.drafts import write_whole
from maillage.web.languages import SOURCE, current
from maillage.web.paper_errors import FontMissing, PaperNotMade

# Places of which the facts are held at once.
CHUNK = 200
MARK = "edition.txt"
POSTINGS = "affiches.pdf"
# Of each place by default: its slip. The others are made on demand, from its page.
DEFAULT = ("fiche", *(paper.code for paper in PAPERS if paper.about == "zone"))


@dataclass(slots=True)
class Run:
    """How far a printing is: files made, kept from before, and refused, by name."""

    total: int = 0
    made: int = 0
    kept: int = 0
    n_bytes: int = 0
    refused: list[str] = field(default_factory=list)
    # Papers on which letters that no font writes were replaced.
    unwritten: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Files that are in the folder, or never will be."""
        return self.made + self.kept + len(self.refused)


def together(runs: Sequence[Run]) -> Run:
    """Return the account of several printings as one."""
    return Run(
        total=sum(run.total for run in runs),
        made=sum(run.made for run in runs),
        kept=sum(run.kept for run in runs),
        n_bytes=sum(run.n_bytes for run in runs),
        refused=[name for run in runs for name in run.refused],
        unwritten=[name for run in runs for name in run.unwritten],
    )


def print_town(
    folder: Path,
    *,
    now: datetime,
    site: str = "",
    codes: Sequence[str] = DEFAULT,
    progress: Callable[[Run], None] = lambda run: None,
) -> Run:
    """Write the papers of every quarter and of every place into a folder, and return the account.

    In the language that is being written, only those that are said in it.

    Each file appears whole, under its name. When the same edition (the same base, the same day,
    the same address) is asked again, what is there is kept: a printing that was cut goes on.

    Raises OSError when the folder cannot be written.
    """
    run = Run()
    folder.mkdir(parents=True, exist_ok=True)
    mark = papers.edition_mark(site, now=now)
    kept = folder / MARK
    same = kept.is_file() and kept.read_text(encoding="utf-8") == mark
    if not same:
        kept.unlink(missing_ok=True)
        # Those of another edition would be taken for this one.
        for file in [*folder.glob("quartiers/*/*.*"), *folder.glob("lieux/*/*.*")]:
            if file.suffix in (".pdf", ".txt"):
                file.unlink()
        _write(kept, mark.encode())
    language = current()
    chosen = [p for p in PAPERS if p.code in codes and p.language(language) is language]
    zones = zones_to_search(today=timezone.localdate(now)).choices
    places = list(published_ids())
    of_zones = [paper for paper in chosen if paper.about == "zone"]
    of_places = [paper for paper in chosen if paper.about == "place"]
    if language.scope != "all":
        zones = ()  # of a quarter, nothing is said in this language
    run.total = len(zones) * (len(of_zones) + 1) + len(places) * len(of_places)
    if language.code == SOURCE and tuple(codes) == DEFAULT:
        # Of the staff, so in French; posters move without the base of places: made each time.
        run.total += 1
        (folder / POSTINGS).unlink(missing_ok=True)
        _one(folder / POSTINGS, lambda: postings_paper(now=now).pdf, run, progress)
    for choice in zones:
        _zone(folder / "quartiers" / choice.slug, choice.slug, of_zones, run, now, site, progress)
    for some in _chunks(places):
        _places(folder / "lieux", some, of_places, run, now, site, progress)
    return run


def _zone(
    folder: Path, slug: str, wanted: Sequence[Paper], run: Run, now: datetime, site: str,
    progress: Callable[[Run], None],
) -> None:  # fmt: skip
    names = {folder / f"{paper.code}.pdf": paper for paper in wanted}
    listed = folder / "liste.txt"
    if all(file.is_file() for file in [*names, listed]):
        run.kept += len(names) + 1
        progress(run)
        return
    zone = get_zone(slug)
    facts = facts_of_places(places_of_zone(zone.pk), now=now, site=site)

    def text() -> bytes:
        return newspaper_list(
            _("{zone} : où se faire aider").format(zone=as_typed(zone.nom)),
            facts,
            papers.contact_of(zone)["contact"],
            edition=papers.edition_words(now),
        ).encode()

    _one(listed, text, run, progress)
    for file, paper in names.items():

        def make(paper: Paper = paper, file: Path = file) -> bytes:
            made = zone_paper_of(paper, zone, facts, now=now, site=site)
            return _noted(made, file, run)

        _one(file, make, run, progress)


def _places(
    folder: Path, ids: Sequence[str], wanted: Sequence[Paper], run: Run, now: datetime, site: str,
    progress: Callable[[Run], None],
) -> None:  # fmt: skip
    files = {(i, p.code): folder / i / f"{p.code}.pdf" for i in ids for p in wanted}
    missing = [i for i in ids if any(not files[i, p.code].is_file() for p in wanted)]
    run.kept += sum(file.is_file() for file in files.values())
    for one in facts_of_places(missing, now=now, site=site):
        for paper in wanted:
            file = files[one.public_id, paper.code]
            if file.is_file():
                continue

            def make(paper: Paper = paper, one: Any = one, file: Path = file) -> bytes:
                return _noted(place_paper_of(paper, one, now=now), file, run)

            _one(file, make, run, progress)


def _noted(made: Any, file: Path, run: Run) -> bytes:
    if made.missing:
        run.unwritten.append(f"{file.parent.name}/{file.name}")
    pdf: bytes = made.pdf
    return pdf


def _one(file: Path, make: Callable[[], bytes], run: Run, progress: Callable[[Run], None]) -> None:
    if file.is_file():
        run.kept += 1
    else:
        try:
            data = make()
        except (FontMissing, PaperNotMade, NothingToPrint):
            run.refused.append(f"{file.parent.name}/{file.name}")
        else:
            _write(file, data)
            run.made += 1
            run.n_bytes += len(data)
    progress(run)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, data)


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    listed = list(ids)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
