"""The report: facts about a workspace, and the page that shows them."""
