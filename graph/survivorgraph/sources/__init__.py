"""Read documents, tables and curated files into records, and tie facts to their words."""
