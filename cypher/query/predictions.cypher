// Predicted tags, surest first
// $minimum = 0.9: the least probability
MATCH (p:Product {workspace: $workspace})-[predicted:PREDICTED_TAG]->(t:Tag)
WHERE predicted.probability >= $minimum
RETURN p.id AS product, p.name AS name, t.attribute AS attribute, t.name AS tag,
       predicted.probability AS probability, predicted.reason AS reason
ORDER BY probability DESC, product, attribute, tag;
