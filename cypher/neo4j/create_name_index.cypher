// Full text over names and titles: CALL db.index.fulltext.queryNodes('kgtag_names', 'waterproof boot')
CREATE FULLTEXT INDEX kgtag_names IF NOT EXISTS FOR (n:Product|Tag) ON EACH [n.name, n.title];
