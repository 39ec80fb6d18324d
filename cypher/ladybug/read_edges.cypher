// All relationships of one type.
MATCH (a:FromLabel)-[r:EDGE_TYPE]->(b:ToLabel) RETURN a.fromKey AS `from`, b.toKey AS `to`, r.*;
