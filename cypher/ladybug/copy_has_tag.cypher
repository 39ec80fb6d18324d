// Fill the table HAS_TAG from the file beside the graph.
COPY HAS_TAG FROM "HAS_TAG.parquet";
