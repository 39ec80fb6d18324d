// Which category a category is part of.
CREATE REL TABLE SUBCATEGORY_OF (FROM Category TO Category);
