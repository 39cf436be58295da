"""One month as one function: the home, the run with its progress, cancel and resume, and the register of runs."""

from tsunagu.month.doctor import Check, examine
from tsunagu.month.home import Home, create_home, find_home

__all__ = ["Check", "Home", "create_home", "examine", "find_home"]
