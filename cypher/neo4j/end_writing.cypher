// The graph is what the ledger says.
MATCH (g:KgtagGraph {workspace: $workspace})
SET g.fingerprint = $fingerprint, g.fields = $fields
RETURN count(g) AS found;
