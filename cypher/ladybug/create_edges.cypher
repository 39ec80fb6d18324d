// What is kept of the relationships of one type; the columns are those of the table that they come from.
CREATE REL TABLE EDGE_TYPE (FROM FromLabel TO ToLabel, COLUMNS);
