"""Forty indicators over a million children and more: what the declared questions cost beside hand-written SQL."""
