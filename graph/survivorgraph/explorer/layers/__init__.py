"""The layers of the explorer: stories, organizations, statistics, and their sentences."""
