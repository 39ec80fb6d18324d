// Nodes that are there get the values that were read; what others wrote on them stays.
UNWIND $rows AS row
MATCH (n:Label {workspace: $workspace, key: row.key})
SET n += row
RETURN count(n) AS found;
