"""Write the reference pages of the ontology."""
