"""The facts of a dataset in words, for the pages and for `about`: sentences, labels, and the texts of each language."""
