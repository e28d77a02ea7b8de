"""A seat above those of its session, a lane above those of its resource: refused, whoever writes.

On PostgreSQL the row that says how many there are is locked as a foreign key locks it (KEY SHARE):
two bookings do not wait for one another. An UPDATE of that number would not wait for them either
(NO KEY UPDATE): whoever lowers it takes the stronger lock first, as the trigger of 0004 does.
"""

from django.db import migrations

SEATS = (
    "CASE NEW.kind WHEN 'care' THEN session.childcare_seats ELSE COALESCE(session.seats, 0) END"
)
SQLITE = (
    f"""
CREATE TRIGGER agenda_seat_there_is_{{what}} BEFORE {{WHAT}} ON agenda_seat
WHEN NOT NEW.beyond AND NEW.number > (
  SELECT {SEATS} FROM agenda_session session WHERE session.id = NEW.session_id)
BEGIN SELECT RAISE(ABORT, 'cette séance n’a pas autant de places'); END;
""",
    """
CREATE TRIGGER agenda_step_there_is_{what} BEFORE {WHAT} ON agenda_step
WHEN NOT NEW.beyond AND NEW.lane >= (
  SELECT lanes FROM agenda_resource resource WHERE resource.id = NEW.resource_id)
BEGIN SELECT RAISE(ABORT, 'cette ressource n’est pas disponible autant de fois'); END;
""",
)
POSTGRES = f"""
CREATE FUNCTION maillage_seat_there_is() RETURNS trigger AS $$
DECLARE most integer;
BEGIN
IF NOT NEW.beyond THEN
  SELECT {SEATS} INTO most FROM agenda_session session
  WHERE session.id = NEW.session_id FOR KEY SHARE;
  IF NEW.number > most THEN RAISE EXCEPTION 'the session has no such seat'
  USING ERRCODE = 'integrity_constraint_violation'; END IF;
END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER agenda_seat_there_is BEFORE INSERT OR UPDATE ON agenda_seat
FOR EACH ROW EXECUTE FUNCTION maillage_seat_there_is();
CREATE FUNCTION maillage_step_there_is() RETURNS trigger AS $$
DECLARE most integer;
BEGIN
IF NOT NEW.beyond THEN
  SELECT lanes INTO most FROM agenda_resource WHERE id = NEW.resource_id FOR KEY SHARE;
  IF NEW.lane >= most THEN RAISE EXCEPTION 'the resource has no such lane'
  USING ERRCODE = 'integrity_constraint_violation'; END IF;
END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
CREATE TRIGGER agenda_step_there_is BEFORE INSERT OR UPDATE ON agenda_step
FOR EACH ROW EXECUTE FUNCTION maillage_step_there_is();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)
        return
    for what in ("insert", "update"):
        for text in SQLITE:
            schema_editor.execute(text.format(what=what, WHAT=what.upper()))


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for one in ("seat", "step"):
            schema_editor.execute(f"DROP TRIGGER agenda_{one}_there_is ON agenda_{one}")
            schema_editor.execute(f"DROP FUNCTION maillage_{one}_there_is()")
        return
    for what in ("insert", "update"):
        for one in ("seat", "step"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS agenda_{one}_there_is_{what}")


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
