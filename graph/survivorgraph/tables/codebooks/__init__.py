"""Codebooks of published tables: their releases, columns, values and names."""
