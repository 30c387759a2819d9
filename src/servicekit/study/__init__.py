"""Layer 3: a study says which column means what; assessing it runs every measurement the data allow."""
