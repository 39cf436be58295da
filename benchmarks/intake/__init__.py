"""Intake of one large file and of a town's files, against DuckDB reading UTF-8 twins as text."""
