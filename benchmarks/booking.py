"""How many bookings a second the actions make, beside the bare insert of the same row.

Run: python -m benchmarks.booking [--seconds 5] [--databases sqlite,postgres]   One JSON line each.

Seats are those of many sessions, times those of many people: what two clients want at once is
another measure (benchmarks.booking_storm). PostgreSQL and SQLite keep what they wrote, as on a
real site: a server of its own with `fsync` on, and SQLite in WAL.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.chain import environment, say

N_SESSIONS, N_SEATS, N_PEOPLE = 60, 500, 60
PROCESSES = (1, 4)
KINDS = ("bare", "seats", "times")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of a kind."""
    if kind == "sqlite":
        yield str(folder / "base.sqlite3")
        return
    from tools import postgres

    # The tests write for nothing: a measure of writes does not.
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        postgres.OPTIONS[name] = "on"
    server = postgres.Server().start()
    try:
        made = [server.program("createdb"), "-h", str(server.folder), "-U", postgres.USER]
        subprocess.run([*made, "maillage"], check=True)
        yield server.address
    finally:
        server.stop()


def prepare() -> None:
    """Make the sessions, and the people who receive all day, of the next weeks."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from maillage.apps.agenda.tests import factories
    from maillage.apps.directory.tests.factories import make_place, make_user

    now, place, by = timezone.now(), make_place(), make_user()
    first = now.date() + timedelta(days=1)
    factories.make_series(
        seats=N_SEATS,
        first=first,
        until=first + timedelta(days=N_SESSIONS - 1),
        rrule="FREQ=DAILY",
        skip_public=False,
        place=place,
        now=now,
        by=by,
    )
    motive = factories.make_motive(duration_min=30, every_min=30, horizon_days=365)
    from datetime import time as clock

    for _ in range(N_PEOPLE):
        factories.make_availability(
            factories.make_resource(),
            motive,
            place=place,
            first=first,
            rrule="FREQ=DAILY",
            skip_public=False,
            start=clock(6, 0),
            end=clock(22, 0),
        )


def work(kind: str, number: int, of: int, seconds: float) -> None:
    """Make bookings for some seconds, this process its share of them; print how many, and CPU."""
    import django

    django.setup()
    from django.utils import timezone

    from maillage.apps.agenda.actions.booking import Person, book_session, book_time
    from maillage.apps.agenda.models import Booking, Motive, Resource, Session
    from maillage.apps.agenda.queries.free import free_times
    from maillage.web.codes import new_code

    now = timezone.now()
    person = Person(name="Samira", phone="+33639980021")
    sessions = list(Session.objects.select_related("series").order_by("pk"))
    does: Iterator[Callable[[], Any]]

    def bare() -> Iterator[Callable[[], Any]]:
        session = sessions[number]
        n = 0
        while True:
            n += 1
            values = {"code_digest": f"{number}-{n}-{now.timestamp()}", "name": person.name}
            yield lambda values=values: Booking.objects.create(
                series_id=session.series_id,
                session_id=session.pk,
                place_id=session.place_id,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                state="booked",
                channel="online",
                phone=person.phone,
                made_at=now,
                **values,
            )

    def seats() -> Iterator[Callable[[], Any]]:
        n = 0
        while True:
            n += 1
            yield lambda n=n: book_session(
                session=sessions[(number + n * of) % len(sessions)],
                person=person,
                channel="online",
                now=now,
                once=new_code(),
            )

    def times() -> Iterator[Callable[[], Any]]:
        motive, mine = Motive.objects.get(), list(Resource.objects.order_by("pk"))[number::of]
        day = now.date() + timedelta(days=2)
        for shift in range(300):
            for who in mine:
                on = day + timedelta(days=shift)
                # Read before, as the page was: not a part of booking.
                offered = free_times(motive, start=on, end=on, now=now, resources=[who.pk])
                for one in offered:
                    yield lambda one=one: book_time(
                        motive=motive,
                        resource=one.resource,
                        starts_at=one.starts_at,
                        person=person,
                        channel="online",
                        now=now,
                        once=new_code(),
                    )

    does = {"bare": bare, "seats": seats, "times": times}[kind]()
    next(does)()  # the connection opens, the caches fill
    print("ready", flush=True)
    sys.stdin.readline()
    start_at = time.time()
    took, cpu, done, worst = 0.0, 0.0, 0, 0.0
    while time.time() < start_at + seconds:
        act = next(does)
        before, worked = time.perf_counter(), time.process_time()
        act()
        took_one = time.perf_counter() - before
        took, cpu, worst = took + took_one, cpu + time.process_time() - worked, max(worst, took_one)
        done += 1
    print(json.dumps({"done": done, "took_s": took, "cpu_s": cpu, "worst_s": worst}))


def measure(kind: str, n_processes: int, seconds: float, env: dict[str, str]) -> dict[str, float]:
    """Run a kind of work in several processes at once; return what they did together."""
    inner = [kind, str(n_processes), str(seconds)]
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.booking", "--work", *inner, str(n)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(n_processes)
    ]
    # All of them are ready before the first one begins.
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n", f"{kind} failed"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = []
    for one in running:
        output = one.communicate()[0]
        assert one.returncode == 0, f"{kind} failed"
        said.append(json.loads(output.strip().splitlines()[-1]))
    # Each process counts the time of its own bookings: drawing forms is nobody's booking.
    return {
        "per_s": sum(row["done"] / row["took_s"] for row in said if row["done"]),
        "cpu_ms": 1000
        * sum(row["cpu_s"] for row in said)
        / max(1, sum(row["done"] for row in said)),
        "worst_ms": 1000 * max(row["worst_s"] for row in said),
        "done": sum(row["done"] for row in said),
    }


def main() -> None:
    """Measure each kind on each database, with one process and with four."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--prepare", action="store_true", help="inside: fill the base")
    parser.add_argument("--work", nargs=4, help="inside: one process at work")
    options = parser.parse_args()
    if options.prepare:
        prepare()
        return
    if options.work:
        kind, of, seconds, number = options.work
        work(kind, int(number), int(of), float(seconds))
        return
    for kind in options.databases.split(","):
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as address:
            env = environment(Path(name)) | {
                "MAILLAGE_DATABASE": address,
                "PYTHONPATH": os.pathsep.join([os.getcwd(), "src"]),
            }
            subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "benchmarks.booking", "--prepare"],
                env=env,
                check=True,
            )
            for n_processes in PROCESSES:
                bare = 0.0
                for what in KINDS:
                    found = measure(what, n_processes, options.seconds, env)
                    bare = found["per_s"] if what == "bare" else bare
                    say(
                        measure=f"booking, {what}",
                        database=kind,
                        processes=n_processes,
                        bookings=found["done"],
                        per_s=round(found["per_s"], 1),
                        of_bare_pct=round(100 * found["per_s"] / bare, 1) if bare else None,
                        cpu_ms=round(found["cpu_ms"], 2),
                        worst_ms=round(found["worst_ms"], 1),
                        load=round(os.getloadavg()[0], 1),
                    )


if __name__ == "__main__":
    main()
