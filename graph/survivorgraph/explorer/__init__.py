"""Draw the explorer: one page that holds the whole graph."""
