"""画面で入力した値: what an owner section adds, corrects and withdraws of the rows its files hold about a child."""
