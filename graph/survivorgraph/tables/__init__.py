"""Tables of people and figures: read, checked by codebooks, counted, and protected."""
