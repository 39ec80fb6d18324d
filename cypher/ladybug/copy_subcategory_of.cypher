// Fill the table SUBCATEGORY_OF from the file beside the graph.
COPY SUBCATEGORY_OF FROM "SUBCATEGORY_OF.parquet";
