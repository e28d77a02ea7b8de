"""Nobody real in the demonstration: digests of the telephones, e-mails and addresses of the seeds.

The founding documents name real people. What they hold is never written here: only twenty bits of
a slow, salted digest of each value (`tests/docs/seeds.json`). Twenty bits are shared by a thousand
telephones of France, so that nobody finds one back; they are enough to notice one of a few dozen
among a few hundred invented ones.

    .venv/bin/python -m tools.seeds ../shared/seeds     # writes tests/docs/seeds.json again
"""

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = ROOT / "tests" / "docs" / "seeds.json"
ROUNDS = 20_000
BITS = 20

PHONE = re.compile(r"(?<![\d.,/-])(?:\+33|0033|0)\s?(?:\(0\)\s?)?[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A street with a name of its own: "avenue de la Gare", never "une place pour chacun".
_KINDS = "rue|avenue|boulevard|place|quai|square|chemin|allée|impasse|chaussée|faubourg|ruelle"
STREET = re.compile(
    rf"\b((?i:{_KINDS})\s+(?:(?:de|du|des|la|le|les|aux?|l['’]|d['’])\s*)*[A-ZÀ-Ý][\w'’-]*"
    r"(?:[ -][A-ZÀ-Ý][\w'’-]*)*)"
)


def values_of(text: str) -> set[str]:
    """Return every telephone, e-mail address and street of a text, each in one spelling."""
    return {*_phones(text), *_emails(text), *_streets(text)}


def _phones(text: str) -> Iterator[str]:
    for found in PHONE.findall(text):
        digits = re.sub(r"\D", "", found.replace("(0)", ""))
        yield f"phone {digits[-9:]}"


def _emails(text: str) -> Iterator[str]:
    for found in EMAIL.findall(text):
        yield f"email {found.lower().strip('.')}"


def _streets(text: str) -> Iterator[str]:
    for found in STREET.findall(text):
        plain = unicodedata.normalize("NFKD", found.lower().replace("’", "'"))
        letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
        yield f"street {' '.join(letters.split())}"


def digest(value: str, salt: str) -> str:
    """Return the twenty bits that are kept of a value, in hexadecimal."""
    whole = hashlib.pbkdf2_hmac("sha256", value.encode(), salt.encode(), ROUNDS)
    return f"{int.from_bytes(whole[:4], 'big') >> (32 - BITS):05x}"


def digests_of(texts: Iterable[str], salt: str) -> list[str]:
    """Return the digests of all that some texts hold, in an order that says nothing."""
    values = set().union(*map(values_of, texts))
    return sorted({digest(value, salt) for value in values})


def found_in(values: Iterable[str], digests: Iterable[str], salt: str) -> list[str]:
    """Return which of these values have one of these digests."""
    known = set(digests)
    return sorted(value for value in values if digest(value, salt) in known)


# ---------------------------------------------------------------- what the demonstration says

SUFFIXES = {".csv", ".json", ".geojson", ".py", ".html", ".po", ".txt", ".kml", ".xml"}


def demonstration() -> Iterator[tuple[str, str]]:
    """Yield (name, text) of all invented data: generated files, samples, territories, fixtures."""
    from maillage.sources.clairmaille import files
    from maillage.sources.clairmaille.territory import territory

    for one in files.TOWN_FILES:
        codec = "cp1252" if "recensement" in one.name else "utf-8-sig"
        yield one.name, one.make().decode(codec, "replace")
    yield files.TERRITORY, territory()
    for path in data_files():
        yield str(path.relative_to(ROOT)), path.read_text("utf-8", errors="replace")


def data_files() -> list[Path]:
    """Return the files where invented data stands: samples, generator, tests, options."""
    source = ROOT / "src" / "maillage"
    folders = [source / "sources", ROOT / "tests", ROOT / "benchmarks", source / "config"]
    folders += sorted(path for path in source.rglob("tests") if path.is_dir())
    found = {
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES and path != DIGESTS and path.is_file()
    }
    return sorted(found)


def main(folder: Path) -> None:
    """Write the digests of the seeds, with a salt for which nothing invented collides."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        sys.exit(f"aucun document dans {folder}")
    invented = set().union(*(values_of(text) for _, text in demonstration()))
    real = set().union(*map(values_of, texts))
    if both := len(real & invented):
        sys.exit(f"{both} valeurs des documents fondateurs sont dans la démonstration")
    for attempt in range(100):
        salt = f"maillage {attempt}"
        digests = digests_of(texts, salt)
        if not found_in(invented, digests, salt):
            content = {"salt": salt, "rounds": ROUNDS, "bits": BITS, "digests": digests}
            DIGESTS.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
            print(f"{len(digests)} empreintes, {len(invented)} valeurs inventées")
            return
    sys.exit("aucun sel ne convient : plus de bits ?")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "seeds")
