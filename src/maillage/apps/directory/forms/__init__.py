"""Turn what people type into the typed request of a query or an action."""
