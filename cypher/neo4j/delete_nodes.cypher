// Nodes that go, as far as no relationship of somebody else holds them.
UNWIND $rows AS row
MATCH (n:Label {workspace: $workspace, key: row[0]})
WHERE NOT EXISTS { MATCH (n)--() }
DELETE n;
