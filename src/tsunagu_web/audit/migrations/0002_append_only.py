"""The database itself refuses to change or remove rows of the record; and the record begins with a head."""

from typing import Any

from django.db import migrations

MESSAGE = "見た記録は書きかえられません"

SQLITE = (
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditrow BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditrow BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
)
POSTGRESQL = (
    f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditrow "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_auditrow "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def protect(apps: Any, schema_editor: Any) -> None:
    """Add the triggers of the database in use."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def first_head(apps: Any, schema_editor: Any) -> None:
    """The head of an empty record, so that the first two writers queue up like all others."""
    apps.get_model("audit", "AuditHead").objects.create(pk=1, seq=0, mac="0" * 64)


class Migration(migrations.Migration):
    """Append only. There is no way back: a record that may be changed is none."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect), migrations.RunPython(first_head)]
