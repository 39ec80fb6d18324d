// Fill the table Product from the file beside the graph.
COPY Product FROM "Product.parquet";
