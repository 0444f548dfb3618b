"""Every write to the record with a rule in it, one module a subject.

Each service runs in one transaction: it locks what it changes, asks `workflow`, records an event,
and writes what the public sees. Callers check Django permissions; editorial rules live here.
"""
