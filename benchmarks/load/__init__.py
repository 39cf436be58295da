"""Many people at the pages at once: how long a list and a child's page take, audit on, on a town of 26,000 children."""
