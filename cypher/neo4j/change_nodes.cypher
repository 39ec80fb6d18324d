// Nodes that are there get the values of their rows; what others wrote on them stays.
UNWIND $rows AS row
MATCH (n:Label {workspace: $workspace, key: row[0]})
SET n += {PROPERTIES}
RETURN count(n) AS found;
