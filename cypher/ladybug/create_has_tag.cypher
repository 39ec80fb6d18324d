// What is kept of an assertion: where it came from, how sure it is, and the words it rests on.
CREATE REL TABLE HAS_TAG (
    FROM Product TO Tag,
    origins STRING[],
    confidence DOUBLE,
    field STRING,
    start INT64,
    `end` INT64,
    quote STRING,
    extractor STRING
);
