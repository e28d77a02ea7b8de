"""Set-up, run and test scripts: the standard library only, since nothing is installed yet."""
