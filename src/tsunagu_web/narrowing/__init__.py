"""しぼり込み: one table of filters for the lists of households, what each household answers to, and how a page says it."""
