// The values of an attribute with some of the products that have them, drawn
// $workspace: the graph's name
// $attribute = "tag": the attribute's name; free tags are values of the attribute tag
MATCH (t:Tag {workspace: $workspace, attribute: $attribute})<-[:HAS_TAG]-(p:Product {workspace: $workspace})
WITH t, p
ORDER BY p.id
WITH t, count(p) AS products, collect(p)[0..5] AS some
ORDER BY products DESC, t.id
LIMIT 12
UNWIND some AS p
MATCH path = (:Attribute)<-[:OF_ATTRIBUTE]-(t)<-[:HAS_TAG]-(p)
RETURN path;
