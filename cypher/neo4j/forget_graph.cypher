// Nothing tells any more that there was a graph.
MATCH (g:KgtagGraph {workspace: $workspace})
DELETE g;
