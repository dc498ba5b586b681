"""The schema of the graph: vocabulary, records, places, RDF mapping."""
