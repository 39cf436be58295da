"""What several kinds of tests share. Each file has one subject."""
