"""The facts: a PostgreSQL log, its recorders, its migrations and its embedded server."""
