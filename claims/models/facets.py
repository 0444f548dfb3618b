"""What was renamed or corrected, until all that shows it has been written anew."""

from django.db import models


class StaleFacet(models.Model):
    """A facet whose publications the worker writes anew, a few at a time, in the order of their rows.

    Whoever renames something leaves this row and waits for nothing; a worker that is killed goes on from where it was.
    """

    facet = models.CharField(max_length=60, help_text="What changed, such as speaker:0123456789.")
    done_until = models.BigIntegerField(default=0, help_text="Publications up to this row are written.")

    def __str__(self) -> str:
        return self.facet
