"""From records to persons: by number, by another system's number, by kana and birth date with a third field that agrees.

Whatever is not certain waits, counted by source and reason. Households have dates; parents come from 続柄.
"""

from tsunagu.identity.folding import address_key, name_key
from tsunagu.identity.linkage import link_rows
from tsunagu.identity.outcomes import LinkMethod, WaitingReason

__all__ = ["LinkMethod", "WaitingReason", "address_key", "link_rows", "name_key"]
