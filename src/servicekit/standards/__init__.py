"""Service standards and their audits: what is promised, whether it is kept, how sure we are, and what is left out."""
