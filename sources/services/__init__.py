"""Every write to speakers, outlets, documents and ingestions that has a rule in it, one module a subject."""
