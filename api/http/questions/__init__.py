"""Every question there is over HTTP, a module for each subject; `table.py` says where each is asked and by whom."""
