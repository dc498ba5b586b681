"""Protect the people in a table: what is withheld, and who is recognised as the same."""
