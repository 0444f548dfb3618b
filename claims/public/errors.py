"""Why a public page cannot be shown; the views turn these into pages."""


class NotPublicError(Exception):
    """Nothing public has this address."""


class BadInputError(Exception):
    """The address asks for something that cannot be understood. The message is one plain sentence.

    `parameter` is the name of what was asked for so, where one alone is to blame.
    """

    def __init__(self, message: str, parameter: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter
