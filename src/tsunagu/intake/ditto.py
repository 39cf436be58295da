"""Signs that say: as above. Only a column that is declared so takes the value from there (`repeats`)."""

DITTO = ("〃", "々", "″", "〟", "同上", "〻")
