"""Who is who: an invented town whose school files are mistyped on purpose, and matchers compared on it."""
