"""E-mail: people are told of what concerns them, each fact in one letter, by a server that speaks SMTP."""
