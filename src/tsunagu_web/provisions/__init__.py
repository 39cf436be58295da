"""提供: what was given or told to people without an account, gathered from the features that gave it."""
