"""Every Cypher statement, one file each; `load` reads one by name."""
