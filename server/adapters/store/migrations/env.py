"""How Alembic reaches the database: through the connection that ``migrate`` gives it."""

from __future__ import annotations

from alembic import context

from server.adapters.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=False)
with context.begin_transaction():
    context.run_migrations()
