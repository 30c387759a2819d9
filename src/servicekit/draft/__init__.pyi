from servicekit.draft._draft import draft_study as draft_study
