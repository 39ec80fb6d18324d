// All nodes of one label.
MATCH (n:Label) RETURN n.*;
