// New nodes of one label; a row lists the values of the table's columns.
UNWIND $rows AS row
CREATE (n:Label {PROPERTIES});
