"""Dates in Ukrainian without a nought before the day, which Django's own have."""

DATE_FORMAT = "j E Y р."
DATETIME_FORMAT = "j E Y р., H:i"
