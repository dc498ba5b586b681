"""Reading of tables as people have them: text in any encoding, workbooks, Parquet; header, columns, numbers."""
