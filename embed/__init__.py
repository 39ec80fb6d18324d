"""Triples to vectors to answers: knowledge-graph embeddings, completion with reasons, and their evaluation."""
