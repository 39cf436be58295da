"""はじめの接点: who already meets the family, and when is the next day somebody will anyway."""
