"""People at work on findings: the pages of Tsunagu. One folder per feature; a page reads a child only from the serving file."""
