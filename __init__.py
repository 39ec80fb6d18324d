"""kgtag: turns a product catalog into a knowledge graph that completes its own tags."""
