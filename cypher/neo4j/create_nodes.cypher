// New nodes of one label.
UNWIND $rows AS row
CREATE (n:Label {workspace: $workspace})
SET n += row;
