"""site: puts the house together: settings, urls, the menu per role, sign-in, the page shell, search, demo."""
