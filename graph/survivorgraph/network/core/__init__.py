"""Array computations, and the table of measures."""
