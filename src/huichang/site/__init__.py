"""site: puts the house together: settings, urls, the menu per role, sign-in, the page shell, search, demo.

Read in this order: settings.py, urls.py, doors.py (who stands at the door), shell.py and page.html (what is around every
page), menu.py; then supervisor.py (what `run` starts), postgres.py, web.py, worker.py, keeping.py (copies); then demo/.
"""
