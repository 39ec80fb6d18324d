// Fill the table Attribute from the file beside the graph.
COPY Attribute FROM "Attribute.parquet";
