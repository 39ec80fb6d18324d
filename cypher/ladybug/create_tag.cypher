// What is kept of a tag: a value of an attribute, with its number and unit where it is a measure.
CREATE NODE TABLE Tag (
    id STRING PRIMARY KEY,
    name STRING,
    attribute STRING,
    value STRING,
    number DOUBLE,
    unit STRING
);
