from servicekit.datasets._example import load_example as load_example
from servicekit.datasets._example import write_example as write_example

# reachable, not listed
from servicekit.datasets._example import Example as Example
