"""From a file of any shop system to products: formats, rows, what each column is, cells, and what was rejected."""
