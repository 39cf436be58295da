"""見守り情報と推薦: what any section notices about a child of the town, and whom it asks to be talked about."""
