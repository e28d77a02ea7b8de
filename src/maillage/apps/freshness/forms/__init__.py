"""Forms: they read what is typed; actions decide."""
