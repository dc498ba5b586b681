"""Project the dataset to networks, and measure them."""
