"""Where it runs. Knows SQL, knows no citizen."""

import pyarrow

from tsunagu.engines.duckdb_engine import Engine, open_engine, quoted_name, quoted_path, quoted_text
from tsunagu.engines.failures import is_of_the_machine

__all__ = ["Engine", "is_of_the_machine", "open_engine", "quoted_name", "quoted_path", "quoted_text"]

# Arrow would take SIGINT and SIGTERM for itself while it reads, and break off the file in hand with an error of its own,
# which reads like a fault of that file. Whoever wants a stop is heard between two steps instead.
pyarrow.enable_signal_handlers(False)
