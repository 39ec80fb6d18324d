// What is kept of an attribute.
CREATE NODE TABLE Attribute (name STRING PRIMARY KEY);
