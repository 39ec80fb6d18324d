// Relationships that go.
UNWIND $groups AS group
MATCH (b:ToLabel {workspace: $workspace, toKey: group.to})
UNWIND group.edges AS edge
MATCH (a:FromLabel {workspace: $workspace, fromKey: edge.from})
MATCH (a)-[r:EDGE_TYPE {workspace: $workspace}]->(b)
DELETE r;
