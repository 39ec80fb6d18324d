// Relationships that go.
UNWIND $rows AS hub
MATCH (b:ToLabel {workspace: $workspace, toKey: hub[0]})
UNWIND hub[1] AS row
MATCH (a:FromLabel {workspace: $workspace, fromKey: row[0]})
MATCH (a)-[r:EDGE_TYPE {workspace: $workspace}]->(b)
DELETE r;
