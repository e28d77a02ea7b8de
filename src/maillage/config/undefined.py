"""In tests a variable that a template does not get is a fault, not a blank."""


class Undefined(str):
    """What Django shows for a variable that is not there: asked for it, it fails."""

    def __mod__(self, name: object) -> str:
        raise NameError(f"undefined template variable: {name}")
