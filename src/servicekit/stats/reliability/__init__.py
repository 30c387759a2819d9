"""Whether items measure one thing and raters agree."""
