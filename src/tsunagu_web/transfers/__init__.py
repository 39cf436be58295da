"""ケース移管: a case goes to another municipality, as one locked file, and is followed until that one says it came."""
