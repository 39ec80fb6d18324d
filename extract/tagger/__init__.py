"""The BERT tagger: its network, training, files, and reading with it."""
