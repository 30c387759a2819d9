from servicekit.catalogue._catalogue import Entry as Entry
from servicekit.catalogue._catalogue import concepts as concepts
from servicekit.catalogue._catalogue import find_framework as find_framework
from servicekit.catalogue._catalogue import frameworks as frameworks
from servicekit.catalogue._catalogue import glossary as glossary
