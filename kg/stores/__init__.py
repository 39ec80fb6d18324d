"""Where the graph lives: the embedded store and Neo4j, brought in step with the workspace."""
