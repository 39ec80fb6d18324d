// A node of a graph is found by its key, and nobody makes it twice. Others' nodes of the label have no `workspace`.
CREATE CONSTRAINT kgtag_label IF NOT EXISTS FOR (n:Label) REQUIRE (n.workspace, n.key) IS UNIQUE;
