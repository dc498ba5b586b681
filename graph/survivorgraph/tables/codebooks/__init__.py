"""Know the tables of the field: their releases, columns, values and names."""
