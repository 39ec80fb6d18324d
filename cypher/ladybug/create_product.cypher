// What is kept of a product.
CREATE NODE TABLE Product (
    id STRING PRIMARY KEY,
    name STRING,
    title STRING,
    description STRING,
    category STRING,
    record STRING
);
