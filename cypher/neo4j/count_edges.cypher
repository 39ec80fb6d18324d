// How many relationships of one type belong to the graph.
MATCH ()-[r:EDGE_TYPE {workspace: $workspace}]->() RETURN count(r) AS found;
