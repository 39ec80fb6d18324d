// All relationships of one type that belong to the graph.
MATCH (a:FromLabel {workspace: $workspace})-[r:EDGE_TYPE {workspace: $workspace}]->(b:ToLabel {workspace: $workspace})
RETURN a.fromKey AS `from`, b.toKey AS `to`, properties(r) AS properties;
