"""What is raised when a file cannot be written as it was received."""

from maillage.sources.delivery import FORMAT_NAMES


class NotWritable(ValueError):
    """The file cannot be given back in its own format; the message is French and says why."""

    def __init__(self, format: str, why: str = "") -> None:
        shown = FORMAT_NAMES.get(format, format)
        super().__init__(
            why or f"Le fichier reçu est {shown} : nous le lisons sans savoir l’écrire."
        )
        self.format = format
