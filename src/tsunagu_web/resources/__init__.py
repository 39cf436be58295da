"""社会資源: a directory of what a town has for families, matched to needs by people and followed to what came of it."""
