"""Which state of a verdict, a statement or a message to a webhook may follow which. Pure.

The services ask these tables and the database triggers are generated from them, so the two
cannot come to disagree.
"""

from sources.workflow import Moves

# Nothing leads out of "superseded": a correction is a new verdict. A draft that is given up and
# an approved verdict that is replaced both end there.
VERDICT_MOVES: Moves = {
    "draft": frozenset({"proposed", "superseded"}),
    # Back to a draft: whoever proposed it takes it back before somebody decides.
    "proposed": frozenset({"draft", "approved", "returned", "superseded"}),
    "returned": frozenset({"proposed", "superseded"}),
    "approved": frozenset({"superseded"}),
    "superseded": frozenset(),
}
OPEN_VERDICTS = ("draft", "proposed", "returned")
EDITABLE_VERDICTS = ("draft", "returned")

# A review may be taken back, so that a slip of the finger is never final.
STATEMENT_MOVES: Moves = {
    "suggested": frozenset({"accepted", "rejected"}),
    "accepted": frozenset({"suggested", "rejected"}),
    "rejected": frozenset({"suggested", "accepted"}),
}

# A message that failed is sent again as a new one, so that what happened stays to be read.
DELIVERY_MOVES: Moves = {
    "waiting": frozenset({"delivered", "failed"}),
    "delivered": frozenset(),
    "failed": frozenset(),
}
