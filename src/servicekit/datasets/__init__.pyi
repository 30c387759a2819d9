from servicekit.datasets._example import example_study as example_study
from servicekit.datasets._example import example_survey as example_survey
from servicekit.datasets._example import example_tables as example_tables
from servicekit.datasets._example import write_example as write_example
