// Fill the table PREDICTED_TAG from the file beside the graph.
COPY PREDICTED_TAG FROM "PREDICTED_TAG.parquet";
