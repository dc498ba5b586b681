"""Build networks of a dataset: journeys, corridors, partnerships, figures."""
