"""The ways in and out: HTTP, command line, files. No rule lives here."""
