"""Event dates that are only known to lie in an interval: imputed for every estimator, or described as they are."""
