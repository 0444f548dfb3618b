"""Writing through the API, and reading what is not published: the desk's work for programs.

Every address here acts as one colleague, through the services that the desk's pages use.
"""
