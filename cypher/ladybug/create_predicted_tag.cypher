// What is kept of a prediction; it never mixes with what is asserted.
CREATE REL TABLE PREDICTED_TAG (
    FROM Product TO Tag,
    probability DOUBLE,
    model STRING,
    reason STRING
);
