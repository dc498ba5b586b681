"""Access to datasets: stores, queries, named questions, publishing."""
