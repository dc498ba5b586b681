"""Count corridors in tables, inside a table engine."""
