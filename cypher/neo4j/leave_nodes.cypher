// Nodes that would go, but carry relationships of somebody else: they are no longer part of the graph.
UNWIND $rows AS row
MATCH (n:Label {workspace: $workspace, key: row[0]})
REMOVE n.workspace
RETURN count(n) AS found;
