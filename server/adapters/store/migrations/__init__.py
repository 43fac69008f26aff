"""The history of the schema, one file a step; Alembic walks it forward."""
