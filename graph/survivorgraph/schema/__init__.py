"""Hold what the graph speaks about: vocabulary, records, places, triples."""
