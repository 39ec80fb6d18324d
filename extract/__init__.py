"""Text to mentions: known values, rules for quantities, the BERT tagger, merging and calibration."""
