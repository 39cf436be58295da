"""Benchmarks: each measures against its anchor in the same run and prints a ratio."""
