"""Reading of tables: text in any encoding, workbooks, Parquet; header, columns, numbers."""
