"""What the pages read: one pre-assembled record per child and run, split by field class."""

from tsunagu.serving.build import RunFolders, build_serving
from tsunagu.serving.entitled import EntitlementRules
from tsunagu.serving.fact_views import FACT_LABELS, SCHOOL_FACT_LABELS
from tsunagu.serving.meta import RunFacts
from tsunagu.serving.reader import (
    STATE_BYTES,
    WITHHELD_PLACE,
    Answer,
    Birth,
    ExpectingTold,
    FactsTold,
    LinkedRecord,
    PlacedChild,
    ServedChild,
    ServedHousehold,
    Serving,
    State,
    WaitingRecord,
    Withheld,
    open_serving,
)
from tsunagu.serving.schema import (
    META_KEYS,
    NO_AFFILIATION,
    RECORD_CLASSES,
    SERVING_FILE,
    SERVING_SCHEMA,
    UNKNOWN_AFFILIATION,
)
from tsunagu.serving.withdrawn import WHY, Changed, state_word, worklist_after
from tsunagu.serving.writer import ServingWriter, compact_json

__all__ = [
    "FACT_LABELS",
    "SCHOOL_FACT_LABELS",
    "META_KEYS",
    "NO_AFFILIATION",
    "RECORD_CLASSES",
    "SERVING_FILE",
    "SERVING_SCHEMA",
    "STATE_BYTES",
    "UNKNOWN_AFFILIATION",
    "WITHHELD_PLACE",
    "Answer",
    "Birth",
    "EntitlementRules",
    "ExpectingTold",
    "FactsTold",
    "Changed",
    "LinkedRecord",
    "PlacedChild",
    "RunFacts",
    "RunFolders",
    "ServedChild",
    "ServedHousehold",
    "Serving",
    "ServingWriter",
    "State",
    "WHY",
    "WaitingRecord",
    "Withheld",
    "build_serving",
    "compact_json",
    "open_serving",
    "state_word",
    "worklist_after",
]
