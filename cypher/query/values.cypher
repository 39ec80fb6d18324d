// The values of an attribute, most used first
// $attribute = "tag": the attribute's name; free tags are values of the attribute tag
MATCH (t:Tag {workspace: $workspace, attribute: $attribute})<-[:HAS_TAG]-(p:Product {workspace: $workspace})
RETURN t.name AS tag, t.value AS value, t.unit AS unit, count(p) AS products
ORDER BY products DESC, tag;
