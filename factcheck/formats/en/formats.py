"""Dates in English with the day first and the month in full; Django's own English is American and abbreviates."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
