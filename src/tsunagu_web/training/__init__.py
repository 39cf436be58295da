"""研修: an invented town with one exercise for each role, its steps found done by what really happened."""
