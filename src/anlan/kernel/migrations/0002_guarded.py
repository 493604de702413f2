"""What the ORM cannot say: the ledger's tables refuse UPDATE and DELETE, and the search tables of each database."""

from django.db import migrations

APPEND_ONLY = ("entry", "seal")


def sqlite(run):
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
    run("CREATE TABLE search (id INTEGER PRIMARY KEY, subject VARCHAR(32) NOT NULL UNIQUE)")
    run("CREATE VIRTUAL TABLE search_grams USING fts5(grams, tokenize='unicode61')")


def postgresql(run):
    run(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    for table in APPEND_ONLY:
        run(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    run(
        'CREATE TABLE search (id BIGSERIAL PRIMARY KEY, subject VARCHAR(32) COLLATE "C" NOT NULL UNIQUE, grams tsvector NOT NULL)'
    )
    run("CREATE INDEX search_grams ON search USING gin (grams)")


def make(apps, schema_editor):
    {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor](schema_editor.execute)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
