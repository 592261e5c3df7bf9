"""The workspace: applications and their history in one SQLite file."""
