"""同一人確認: one pair at a time, answered by keyboard; two people where abuse data hangs on it; every answer can be taken back."""
