"""What the kernel says when it will not: always a Chinese sentence that tells what is wrong and what to do."""


class Refused(Exception):
    """The write was not made; str() is the sentence."""


class NotThere(Exception):
    """No such thing, or not for these eyes: both are said with the same sentence."""
