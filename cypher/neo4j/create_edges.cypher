// New relationships of one type, grouped by the node they lead to.
UNWIND $groups AS group
MATCH (b:ToLabel {workspace: $workspace, toKey: group.to})
UNWIND group.edges AS edge
MATCH (a:FromLabel {workspace: $workspace, fromKey: edge.from})
CREATE (a)-[r:EDGE_TYPE {workspace: $workspace}]->(b)
SET r += edge.properties;
