"""Read, check and apply the ontology: vocabulary, shapes, rules, mappings."""
