"""Link prediction on triples alone: training loops, filtered evaluation, graph networks; knows no catalog."""
