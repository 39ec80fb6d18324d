// From here on nobody may take the graph for what was last written.
MERGE (g:KgtagGraph {workspace: $workspace})
SET g.name = $workspace, g.fields = $fields, g.owner = $owner
REMOVE g.fingerprint;
