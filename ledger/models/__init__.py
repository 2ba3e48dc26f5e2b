"""Small questions about the past, each folded from the facts that matter to it."""
