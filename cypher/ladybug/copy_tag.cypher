// Fill the table Tag from the file beside the graph.
COPY Tag FROM "Tag.parquet";
