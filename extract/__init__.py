"""Text to mentions: known values, rules, taggers (BERT and CRF), readers of columns, merging and calibration."""
