"""The commands of the Makefile, by name."""

import sys

from tools.console import fail


def run(words: list[str]) -> None:
    """Run one command; the exit status says whether it succeeded."""
    # Imported here: each command loads what it needs, so that `make run` starts at once.
    name, rest = (words[0] if words else ""), words[1:]
    try:
        if name == "run":
            from tools.run_site import run_site

            status = run_site()
        elif name == "install":
            from tools.environment import browser_packages, messages, prepare

            prepare(dev=False)
            browser_packages()
            messages()
            status = 0
        elif name in ("test", "check"):
            from tools.checks import check, test

            status = test(rest) if name == "test" else check()
        elif name in ("bench", "docs", "rows"):
            from tools.environment import PYTHON, prepare
            from tools.environment import run as run_command

            prepare(dev=True)
            module = {"bench": "benchmarks", "docs": "tools.documents", "rows": "tools.rows"}[name]
            status = 0 if run_command(PYTHON, "-m", module, *rest) else 1
        else:
            fail(f"Commande inconnue : {name or 'aucune'}.", "Unknown command: see the Makefile.")
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
