"""支援: who does what by when, who saw the child, what was said, and the plan in the family's words."""
