"""What the tests need from the machine, PostgreSQL and a Chromium: find it, else install it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tools.console import fail, say, step, warn

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def required() -> set[str]:
    """Return what must be there (MAILLAGE_REQUIRE=postgres,chromium): absence is then a failure."""
    return {word.strip() for word in os.environ.get("MAILLAGE_REQUIRE", "").split(",")} - {""}


def find_chromium() -> Path | None:
    """Return the system's Chromium, else None (Playwright may still have its own)."""
    for name in (os.environ.get("MAILLAGE_CHROMIUM", ""), *CHROMIUM_NAMES):
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    return None


def playwright_chromium() -> Path | None:
    """Return the Chromium that `playwright install chromium` downloaded, or None."""
    folders = (".cache/ms-playwright", "Library/Caches/ms-playwright")
    caches = [Path.home() / folder for folder in folders]
    if os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        caches.insert(0, Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"]))
    for cache in caches:
        for folder in sorted(cache.glob("chromium-*"), reverse=True):
            return folder
    return None


def find_postgres() -> Path | None:
    """Return the folder that holds initdb and postgres, the newest version first."""
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        reverse=True,
    )
    on_path = shutil.which("initdb")
    candidates = [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def apt_install(package: str) -> bool:
    """Install a Debian package when we may (root) and can (apt); False otherwise."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"{package} (apt-get)"):
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
        ):
            if not _succeeds(command, env=environment, stdout=subprocess.DEVNULL):
                say(f"  {' '.join(command)} : échec")
                return False
    return True


def _succeeds(command: list[str], **options: Any) -> bool:
    """Run a command that downloads; a network that hangs counts as a failure."""
    try:
        return subprocess.run(command, check=False, timeout=1200, **options).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def want_chromium(python: Path) -> bool:
    """Return True when a browser is there, after trying to get one."""
    if find_chromium() or playwright_chromium():
        return True
    if apt_install("chromium") and find_chromium():
        return True
    with step("Chromium (playwright install)"):
        command = [str(python), "-m", "playwright", "install", "chromium"]
        installed = _succeeds(command)
    if installed and playwright_chromium():
        return True
    return _absent("chromium", "les essais de navigateur", "sudo apt install chromium")


def want_postgres() -> bool:
    """Return True when PostgreSQL's programs are there, after trying to get them."""
    if find_postgres():
        return True
    # Only when it is asked for: a person who runs the tests did not ask for a database server.
    if "postgres" in required() and apt_install("postgresql") and find_postgres():
        return True
    return _absent("postgres", "les essais sur PostgreSQL", "sudo apt install postgresql")


def _absent(what: str, lost: str, remedy: str) -> bool:
    if what in required():
        fail(f"{what} est exigé et absent : « {remedy} ».", f"{what} is required and absent.")
    warn(f"{what} est absent : {lost} ne seront PAS faits. Remède : « {remedy} ».")
    return False
