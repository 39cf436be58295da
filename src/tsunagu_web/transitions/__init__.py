"""就学・進学の引きつぎ: what whoever takes a child on at the next school has to know, chosen by the worker in charge and confirmed."""
