"""By what a town judges: dated criteria, findings with reasons, and the month's list cut by capacity."""

from tsunagu.criteria.facts import HASH_LENGTH, facts_hash

__all__ = ["HASH_LENGTH", "facts_hash"]
