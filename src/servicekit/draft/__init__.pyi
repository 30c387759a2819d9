from servicekit.draft._draft import draft_study as draft_study

# reachable, not listed
from servicekit.draft._draft import Draft as Draft
from servicekit.draft._draft_column import DraftColumn as DraftColumn
