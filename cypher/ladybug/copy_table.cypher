// Fill one table from the file beside the graph.
COPY Label FROM "Label.parquet";
