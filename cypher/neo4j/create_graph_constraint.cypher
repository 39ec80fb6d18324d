// One node tells what was last written of a graph.
CREATE CONSTRAINT kgtag_graph IF NOT EXISTS FOR (g:KgtagGraph) REQUIRE g.workspace IS UNIQUE;
