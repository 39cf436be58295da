"""すぐに知らせる印: rows of received files, and values typed in, that open an urgent case the moment they come."""
