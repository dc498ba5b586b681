"""Protection of the people in a table: disclosure control, and linking of a person's rows."""
