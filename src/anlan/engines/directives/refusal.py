"""The one exception of reading: the file is no document we can read, said in a sentence for the person who brought it."""


class NotADocument(ValueError):
    """The message is a Chinese sentence: what is wrong and what to do."""
