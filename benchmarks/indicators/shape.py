"""The numbers and names both sides share, free of imports: the anchor must not pay for loading ours."""

FLAGS, NUMBERS = range(10), range(10, 16)
"""Columns c0 … c9 are flags, c10 … c15 numbers, in the table about the child and in the one about every member."""
KINDS = ("a", "b", "c", "d")
"""Kinds of events asked about; a fifth kind and unknown kinds occur too."""
