"""The editors' screens: thin views over the services, one module a subject."""
