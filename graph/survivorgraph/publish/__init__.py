"""Make what people see: pages, exports, tables."""
