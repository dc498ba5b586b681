"""Build a dataset, import tables into it, and check what it is built from."""
