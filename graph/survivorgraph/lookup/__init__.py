"""Find things by words, and describe what the graph holds of one of them."""
