"""Pages that follow one another by forms: the "back" of the browser must find them again."""

from django.views.decorators.cache import cache_control

# Nobody but this browser keeps the page, and it asks again before it is opened anew. Without
# "no-store": with it, "back" on a telephone shows an error instead of the last question. Nothing
# is lost by that: the form that a browser sends again shows the same page. Pages that hold a code
# are not of these.
steps_back = cache_control(private=True, no_cache=True, max_age=0)
