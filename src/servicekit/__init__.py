"""Service-quality frameworks as typed, bilingual models whose every figure carries an honest interval."""
