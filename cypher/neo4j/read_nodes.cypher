// All nodes of one label that belong to the graph.
MATCH (n:Label {workspace: $workspace})
RETURN properties(n) AS properties;
