// Fill the table OF_ATTRIBUTE from the file beside the graph.
COPY OF_ATTRIBUTE FROM "OF_ATTRIBUTE.parquet";
