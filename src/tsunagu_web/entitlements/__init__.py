"""使える制度: the sections that own a service see who could use it and does not, and prepare letters, two people each."""
