"""How long a telephone on a slow line waits for the first words of a page.

Run: python -m benchmarks.slow_phone [--quick]        One JSON line by page.
A real Chromium reads the demonstration town served by `maillage serve`; its network is held by the
browser itself to 240 kbit/s and 400 ms, its processor four times slower, its cache empty. The first
words are the browser's own measure (Paint Timing, first contentful paint); bytes are those that
travelled, all files together. The aim: at most 3 seconds.
"""

import argparse
import json
import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import run, served
from tools.machine import find_chromium

BITS_PER_SECOND, LATENCY_MS, SLOWER = 240_000, 400, 4
AIM_MS = 3000
PHONE = {"width": 360, "height": 640}
PAGES = {
    "home": "/",
    "results": "/lieux/?besoin=imprimer",
    "a place": "{place}",
    "a quarter": "/q/la-filature/",
    "the week": "/agenda/",
    "an appointment, what for": "/rendez-vous/",
    "the first of the six questions": "/orientation/",
    "the code of a sheet": "/fiche/",
    "papers to choose": "/papier/",
    "a kiosk": "{kiosk}",
}
LANGUAGES = ("fr", "ar")


def opened(browser: Browser, url: str, *, script: bool) -> dict[str, Any]:
    """Open a page once, as for the first time, and return its measures."""
    context = browser.new_context(
        viewport=PHONE, locale="fr-FR", java_script_enabled=script, service_workers="block"
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BITS_PER_SECOND / 8,
            "uploadThroughput": BITS_PER_SECOND / 8,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    n_bytes = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal n_bytes
        n_bytes += int(event["encodedDataLength"])

    line.on("Network.loadingFinished", count)
    page.goto(url, wait_until="load", timeout=120_000)
    page.wait_for_timeout(200)
    first_ms = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)[0]"
    )
    whole_ms = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    context.close()
    return {"first_words_ms": first_ms, "whole_ms": whole_ms, "bytes": n_bytes}


def measure(times: int) -> None:
    """Serve the demonstration town and open each page several times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "migrate", "--verbosity", "0")
        run(folder, "demo")
        asked = "from maillage.apps.directory.models import Place as P; "
        asked += "print(P.objects.get(nom='Médiathèque de la Navette').public_id)"
        place = run(folder, "shell", "--no-imports", "-c", asked).split()[-1]
        chromium = find_chromium()
        with served(folder) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(chromium) if chromium else None,
                args=["--no-sandbox"] if os.geteuid() == 0 else [],
            )
            for language in LANGUAGES:
                for name, path in PAGES.items():
                    path = path.format(place=f"/lieux/{place}/", kiosk=f"/borne/{place}/")
                    url = f"{site.url}{path}{'&' if '?' in path else '?'}lang={language}"
                    for script in (True, False):
                        say(browser, url, name, language, script=script, times=times)
            browser.close()


def say(browser: Browser, url: str, name: str, language: str, *, script: bool, times: int) -> None:
    """Print the median of one page."""
    found = [opened(browser, url, script=script) for _ in range(times)]
    first = statistics.median(one["first_words_ms"] for one in found)
    measured = {
        "benchmark": "slow phone",
        "page": name,
        "language": language,
        "script": script,
        "first_words_ms": round(first),
        "whole_ms": round(statistics.median(one["whole_ms"] for one in found)),
        "bytes": found[0]["bytes"],
        "aim_ms": AIM_MS,
        "met": first <= AIM_MS,
    }
    print(json.dumps(measured, ensure_ascii=False), flush=True)


def main() -> None:
    """Measure every page, three times each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each page once")
    measure(1 if parser.parse_args().quick else 3)


if __name__ == "__main__":
    main()
