// A product with its tags, predicted tags and category, drawn
// $workspace: the graph's name
// $product: the product's id
MATCH (p:Product {workspace: $workspace, id: $product})
OPTIONAL MATCH tags = (p)-[:HAS_TAG|PREDICTED_TAG]->(:Tag)-[:OF_ATTRIBUTE]->(:Attribute)
OPTIONAL MATCH categories = (p)-[:IN_CATEGORY]->(:Category)-[:SUBCATEGORY_OF*0..]->(:Category)
RETURN p, tags, categories
LIMIT 200;
