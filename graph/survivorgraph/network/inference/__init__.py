"""Say how sure scores are: resamples, exact intervals, null models."""
