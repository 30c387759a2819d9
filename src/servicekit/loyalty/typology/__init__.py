"""The seven types of loyalty and how customers are sorted into them."""
