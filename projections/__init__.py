"""The read side: disposable tables, rebuilt by replaying the log."""
