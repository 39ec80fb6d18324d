"""Search: a sentence becomes tags, ranges and a meaning, and products that meet them; learns nothing."""
