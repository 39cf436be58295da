"""支援中のこどもの判定: what is newly found of a child that the list leaves out goes to the worker in charge."""
