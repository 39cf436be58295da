"""情報収集シート: what a child's school, nursery or a named person is asked, and what came back."""
