"""会議: which households are talked about when, what each person may read there, and what was decided, by whom and why."""
