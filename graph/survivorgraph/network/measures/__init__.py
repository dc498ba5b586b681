"""Measure networks, each measure by name."""
