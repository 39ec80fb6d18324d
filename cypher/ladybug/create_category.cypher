// What is kept of a category; its id is the whole path.
CREATE NODE TABLE Category (id STRING PRIMARY KEY, name STRING);
