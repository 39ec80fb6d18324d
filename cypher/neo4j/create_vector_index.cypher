// Nearest products by the vectors of their text: CALL db.index.vector.queryNodes('kgtag_vectors', 10, $vector)
CREATE VECTOR INDEX kgtag_vectors IF NOT EXISTS FOR (p:Product) ON (p.vector) OPTIONS $options;
