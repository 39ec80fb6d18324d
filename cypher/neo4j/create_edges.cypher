// New relationships of one type, grouped by the node they lead to; a row is where one begins, then its values.
UNWIND $rows AS hub
MATCH (b:ToLabel {workspace: $workspace, toKey: hub[0]})
UNWIND hub[1] AS row
MATCH (a:FromLabel {workspace: $workspace, fromKey: row[0]})
CREATE (a)-[r:EDGE_TYPE {PROPERTIES}]->(b);
