// Fill the table Category from the file beside the graph.
COPY Category FROM "Category.parquet";
