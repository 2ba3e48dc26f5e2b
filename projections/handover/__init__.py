"""Hand-over to other systems: facts that may leave, as signed webhooks, as a feed, and as payroll's lines."""
