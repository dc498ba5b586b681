"""Uncertainty of scores: bootstrap resamples, exact intervals, null models."""
