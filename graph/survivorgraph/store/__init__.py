"""Open, check, derive and ask the dataset."""
