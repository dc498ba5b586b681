"""Read and measure networks of the user's own files."""
