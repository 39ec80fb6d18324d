"""The CRF tagger, which needs no encoder."""
