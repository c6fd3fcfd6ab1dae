"""Head-to-head comparison of callers of TMB, MSI, fusions and somatic variants on one case."""
