"""The catalogues of the languages: one file by part and language, written anew from the sources.

`locale/<code>/<part>.po` is what people translate; set-up compiles them into one catalogue by
language. `python -m maillage.web.messages` adds what is new and drops what is gone.
"""
