"""Triples to vectors to answers: embeddings, completion with reasons, recommendation, search, and exports of all."""
