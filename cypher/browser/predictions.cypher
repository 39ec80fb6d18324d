// Predicted tags, drawn with what their products have already
// $workspace: the graph's name
// $minimum = 0.9: the least probability
MATCH (p:Product {workspace: $workspace})-[predicted:PREDICTED_TAG]->(t:Tag)
WHERE predicted.probability >= $minimum
WITH p, predicted, t
ORDER BY predicted.probability DESC, p.id, t.id
LIMIT 6
MATCH prediction = (p)-[predicted]->(t)
OPTIONAL MATCH tags = (p)-[:HAS_TAG]->(:Tag)
RETURN prediction, tags
LIMIT 200;
