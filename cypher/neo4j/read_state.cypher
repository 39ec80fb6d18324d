// What was last written of the graph; no fingerprint while somebody writes, or after that was broken off.
MATCH (g:KgtagGraph {workspace: $workspace})
RETURN g.fingerprint AS fingerprint, g.fields AS fields, g.owner AS owner;
