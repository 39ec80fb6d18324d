"""The graph itself: types, catalog reading, schema, values, triples, workspace and stores."""
