"""The graph itself: catalogs in and out, schema, values, triples, decisions, workspace, stores and the report."""
