// Which attribute a tag is a value of.
CREATE REL TABLE OF_ATTRIBUTE (FROM Tag TO Attribute);
