// How many nodes of one label belong to the graph.
MATCH (n:Label {workspace: $workspace}) RETURN count(n) AS found;
