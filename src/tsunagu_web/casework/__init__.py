"""ケース: a household from its 受理 to a promise kept; what may happen to it is declared, what happened is appended."""
