// Which category a product stands in.
CREATE REL TABLE IN_CATEGORY (FROM Product TO Category);
