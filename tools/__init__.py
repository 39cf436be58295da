"""Tools of the people who maintain Tsunagu. Nothing here runs in a town."""
