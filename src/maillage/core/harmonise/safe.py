"""Corrections that two people would make alike: they change the shape of a value, not its sense."""

# What the validator writes in a corrected file.
SAFE = frozenset(
    {
        "control_characters",
        "coordinates_swapped",
        "date_to_iso",
        "decimal_comma",
        "double_encoding",
        "emails_separator",
        "emails_separator_v01",
        "html_removed",
        "lost_zero_code_insee",
        "lost_zero_code_postal",
        "phone_fr_to_e164",
        "spaces",
        "spaces_in_code",
        "spaces_in_text",
        "spreadsheet_decimal",
        "url_scheme",
    }
)
# Damage of a tool that only the way a producer works explains: certain where its source is known.
DAMAGE = frozenset(
    {
        "date_slash_as_zero",
        "department_as_hour",
        "hours_said_twice",
        "hours_spacing",
        "lost_accents",
        "lost_signs_in_hours",
        "lost_zero_pivot",
        "lost_zero_telephone",
        "spreadsheet_day",
    }
)
