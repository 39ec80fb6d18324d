"""The filled catalog in its own format: what is added to each product, and writing it as the catalog writes."""
