"""Fewer seats than people who hold one, fewer lanes than are taken: refused, whoever writes.

The other half of 0002: there a seat is refused above the number, here the number is refused below
the seats. On PostgreSQL the row is locked against everybody before what is taken is counted: a seat
that is being written in another transaction is waited for, the next one reads the new number.

A migration on SQLite that remakes agenda_session, agenda_resource, agenda_seat or agenda_step (it
alters a column, adds a constraint) drops the table, and these triggers with it; those of 0002 that
name it make the renaming fail. It must call `unprotect` of 0004 and of 0002 first, and `protect` of
both after.
"""

from django.db import migrations

SEATS = """
SELECT 1 FROM agenda_seat taken WHERE taken.session_id = NEW.id AND NOT taken.beyond
AND taken.number > CASE taken.kind WHEN 'care' THEN NEW.childcare_seats
                   ELSE COALESCE(NEW.seats, 0) END
"""
LANES = """
SELECT 1 FROM agenda_step taken WHERE taken.resource_id = NEW.id AND NOT taken.beyond
AND taken.lane >= NEW.lanes
"""
SQLITE = (
    f"""
CREATE TRIGGER agenda_session_keeps_taken BEFORE UPDATE OF seats, childcare_seats ON agenda_session
WHEN (NEW.seats IS NOT OLD.seats OR NEW.childcare_seats <> OLD.childcare_seats) AND EXISTS ({SEATS})
BEGIN SELECT RAISE(ABORT, 'des places de cette séance sont déjà prises'); END;
""",
    f"""
CREATE TRIGGER agenda_resource_keeps_taken BEFORE UPDATE OF lanes ON agenda_resource
WHEN NEW.lanes < OLD.lanes AND EXISTS ({LANES})
BEGIN SELECT RAISE(ABORT, 'cette ressource est déjà prise autant de fois'); END;
""",
)
POSTGRES = f"""
CREATE FUNCTION maillage_session_keeps_taken() RETURNS trigger AS $$
BEGIN
PERFORM 1 FROM agenda_session WHERE id = NEW.id FOR UPDATE;
IF EXISTS ({SEATS}) THEN RAISE EXCEPTION 'seats of the session are taken'
USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER agenda_session_keeps_taken BEFORE UPDATE OF seats, childcare_seats ON agenda_session
FOR EACH ROW WHEN (NEW.seats IS DISTINCT FROM OLD.seats
                   OR NEW.childcare_seats IS DISTINCT FROM OLD.childcare_seats)
EXECUTE FUNCTION maillage_session_keeps_taken();
CREATE FUNCTION maillage_resource_keeps_taken() RETURNS trigger AS $$
BEGIN
PERFORM 1 FROM agenda_resource WHERE id = NEW.id FOR UPDATE;
IF EXISTS ({LANES}) THEN RAISE EXCEPTION 'the resource is taken as often'
USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER agenda_resource_keeps_taken BEFORE UPDATE OF lanes ON agenda_resource
FOR EACH ROW WHEN (NEW.lanes < OLD.lanes) EXECUTE FUNCTION maillage_resource_keeps_taken();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)
        return
    for text in SQLITE:
        schema_editor.execute(text)


def unprotect(apps, schema_editor):
    for one in ("session", "resource"):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER agenda_{one}_keeps_taken ON agenda_{one}")
            schema_editor.execute(f"DROP FUNCTION maillage_{one}_keeps_taken()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS agenda_{one}_keeps_taken")


class Migration(migrations.Migration):
    dependencies = [("agenda", "0003_when_it_changed")]

    operations = [migrations.RunPython(protect, unprotect)]
