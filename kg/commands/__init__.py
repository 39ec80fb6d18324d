"""The commands that need the graph alone, and what all commands share."""
