// Fill the table IN_CATEGORY from the file beside the graph.
COPY IN_CATEGORY FROM "IN_CATEGORY.parquet";
