"""Compute over arrays, and hold what was measured."""
