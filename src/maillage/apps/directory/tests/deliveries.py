"""A source and the people of a town, day after day: deliveries, withdrawals, undoings."""

from datetime import UTC, date, datetime, timedelta

from maillage.apps.directory.actions import Statement, publish_statements, withdraw_records
from maillage.apps.directory.actions.revert import revert_delivery
from maillage.apps.directory.models import Attachment
from maillage.apps.directory.queries import ZoneFinder, find_place_by_alias
from maillage.apps.directory.queries.past import DeliveryFacts

SOURCE = "clairmaille"
FIRST = date(2026, 6, 1)


def at(day, hour=12):
    """Return a moment of the n-th day."""
    return datetime(2026, 6, 1, hour, tzinfo=UTC) + timedelta(days=day)


class Town:
    """A source and the people of a town, whose deliveries are numbered; it keeps what it did."""

    def __init__(self, by):
        self.by, self.number, self.n = by, 0, 0
        self.gone, self.undone, self.withdrawn = {}, {}, {}
        self.applied = []

    def deliver(self, rows, *, now):
        """Take in a whole file: {key: values}."""
        self.number += 1
        statements = [
            Statement(
                key=key,
                content_hash=str(hash(str(sorted(values.items(), key=str))))[:30],
                payload={},
                values=values,
                stated_on=now.date(),
                line=1,
            )
            for key, values in sorted(rows.items())
        ]
        publish_statements(
            statements,
            source=SOURCE,
            delivery=self.number,
            now=now,
            zones=ZoneFinder(today=now.date()),
        )
        live = Attachment.objects.filter(source=SOURCE, withdrawn_at=None)
        gone = sorted(set(live.values_list("key", flat=True)) - set(rows))
        withdraw_records(gone, source=SOURCE, now=now)
        self.gone[self.number] = gone
        for key in gone:
            self.withdrawn.setdefault((SOURCE, key), []).append((self.number, now))
        self.applied.append(self.number)
        return self.number

    def undo(self, *, now):
        """Undo the last delivery."""
        if not self.applied:
            return
        number = self.applied.pop()
        before = {}
        for earlier in self.applied:
            for key in self.gone[earlier]:
                moments = [when for n, when in self.withdrawn[(SOURCE, key)] if n == earlier]
                before[key] = (earlier, moments[0])
        revert_delivery(
            number,
            source=SOURCE,
            now=now,
            gone=self.gone[number],
            undone=list(self.undone),
            withdrawn_before=before,
        )
        self.undone[number] = now

    @property
    def facts(self):
        return DeliveryFacts(undone=self.undone, withdrawn=self.withdrawn)

    def place(self, key):
        return find_place_by_alias(SOURCE, key)


def said(nom="Médiathèque", *, offer=None, **parts):
    """Return what a source says of a place."""
    place = {"nom": nom, "commune": "Clairmaille"} | parts.pop("place", {})
    return {"place": place, "offer": offer or {}} | parts
