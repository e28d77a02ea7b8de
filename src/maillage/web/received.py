"""Files that people send: what is too large is refused before anything keeps it."""

from django.http import HttpRequest

# What a form adds around its file: its other fields and their borders.
AROUND_BYTES = 64 * 1024
# A file a few times too large is let in and thrown away: its sender reads why.
THROWN_AWAY_TIMES = 5
BLOCK_BYTES = 256 * 1024


def throw_away(request: HttpRequest, most_bytes: int) -> bool:
    """Return True for what is too large, once it has arrived without being kept.

    A browser reads no answer while it sends: hung up, it would show an error of its own. What is
    far too large is hung up all the same.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) <= most_bytes + AROUND_BYTES:
        return False
    if int(length) <= most_bytes * THROWN_AWAY_TIMES:
        try:
            while request.read(BLOCK_BYTES):
                continue
        except OSError:
            pass  # it is the browser that hung up
    return True
