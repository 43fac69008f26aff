"""The store: SQLAlchemy Core over SQLite (one file) or PostgreSQL (by URL), one schema and one code for both."""
