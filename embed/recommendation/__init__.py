"""Recommendation: items that are like another or go with it, items for a person, and the reasons; trains no tags."""
