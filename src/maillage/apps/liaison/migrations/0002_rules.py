"""What must hold whoever writes: no sheet leaves without agreement, nothing ended begins again,
steps and readings are never changed.

On PostgreSQL the row of the agreement is locked as it is read: a withdrawal waits for the sending,
or the sending for the withdrawal.
"""

from django.db import migrations

FINAL = "('done', 'refused', 'redirected', 'expired', 'withdrawn')"
AGREED = """
  SELECT 1 FROM liaison_consent consent WHERE consent.id = NEW.consent_id
  AND consent.sheet_id = NEW.sheet_id AND consent.place_id = NEW.place_id
  AND consent.withdrawn_at IS NULL AND consent.erased_at IS NULL
"""
SQLITE = {
    "liaison_sending_agreed": f"""
CREATE TRIGGER liaison_sending_agreed BEFORE INSERT ON liaison_sending
WHEN NOT EXISTS ({AGREED} AND consent.until >= date(NEW.sent_at))
BEGIN SELECT RAISE(ABORT, 'sans accord, une fiche ne part pas'); END;
""",
    "liaison_sending_stays": f"""
CREATE TRIGGER liaison_sending_stays BEFORE UPDATE ON liaison_sending
WHEN (OLD.state IN {FINAL} AND NEW.state <> OLD.state) OR NEW.sheet_id <> OLD.sheet_id
  OR NEW.consent_id <> OLD.consent_id OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'une fiche terminée ne change plus'); END;
""",
    "liaison_consent_stays": """
CREATE TRIGGER liaison_consent_stays BEFORE UPDATE ON liaison_consent
WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)
  OR NEW.sheet_id <> OLD.sheet_id OR NEW.until > OLD.until OR NEW.scope <> OLD.scope
BEGIN SELECT RAISE(ABORT, 'un accord ne s’étend pas'); END;
""",
}
SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_no_{what} BEFORE {WHAT} ON {table}
BEGIN SELECT RAISE(ABORT, 'une trace ne se modifie pas'); END;
"""
POSTGRES = (
    f"""
CREATE FUNCTION maillage_sheet_agreed() RETURNS trigger AS $$
BEGIN
PERFORM 1 FROM liaison_consent WHERE id = NEW.consent_id FOR SHARE;
IF NOT EXISTS ({AGREED} AND consent.until >= (NEW.sent_at AT TIME ZONE 'UTC')::date) THEN
  RAISE EXCEPTION 'no sheet leaves without agreement'
  USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER liaison_sending_agreed BEFORE INSERT ON liaison_sending
FOR EACH ROW EXECUTE FUNCTION maillage_sheet_agreed();
""",
    f"""
CREATE FUNCTION maillage_sheet_stays() RETURNS trigger AS $$
BEGIN
IF (OLD.state IN {FINAL} AND NEW.state <> OLD.state) OR NEW.sheet_id <> OLD.sheet_id
  OR NEW.consent_id <> OLD.consent_id OR NEW.number <> OLD.number THEN
  RAISE EXCEPTION 'what is ended does not begin again'
  USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER liaison_sending_stays BEFORE UPDATE ON liaison_sending
FOR EACH ROW EXECUTE FUNCTION maillage_sheet_stays();
""",
    """
CREATE FUNCTION maillage_consent_stays() RETURNS trigger AS $$
BEGIN
IF (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)
  OR NEW.sheet_id <> OLD.sheet_id OR NEW.until > OLD.until OR NEW.scope <> OLD.scope THEN
  RAISE EXCEPTION 'an agreement is never extended'
  USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END; $$ LANGUAGE plpgsql;
""",
    """
CREATE TRIGGER liaison_consent_stays BEFORE UPDATE ON liaison_consent
FOR EACH ROW EXECUTE FUNCTION maillage_consent_stays();
""",
)
APPEND_ONLY = ("liaison_step", "liaison_reading")


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for text in POSTGRES:
            schema_editor.execute(text, params=None)
        for table in APPEND_ONLY:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION maillage_append_only()"
            )
        return
    for text in SQLITE.values():
        schema_editor.execute(text)
    for table in APPEND_ONLY:
        for what in ("update", "delete"):
            schema_editor.execute(
                SQLITE_APPEND_ONLY.format(table=table, what=what, WHAT=what.upper())
            )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in APPEND_ONLY:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for name, table, function in (
            ("liaison_sending_agreed", "liaison_sending", "maillage_sheet_agreed"),
            ("liaison_sending_stays", "liaison_sending", "maillage_sheet_stays"),
            ("liaison_consent_stays", "liaison_consent", "maillage_consent_stays"),
        ):
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {function}")
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    for table in APPEND_ONLY:
        for what in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0001_initial"),
        ("directory", "0007_restaurant"),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
