// What is kept of the nodes of one label; the columns are those of the table that they come from.
CREATE NODE TABLE Label (COLUMNS, PRIMARY KEY (key));
