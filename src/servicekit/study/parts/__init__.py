"""The parts of an assessment, one file each: what it needs, what it computes and what it says."""
