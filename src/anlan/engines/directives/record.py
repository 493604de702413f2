"""One duty before its fields are read: offsets into the document."""

from dataclasses import dataclass, field

from anlan.engines.directives.directive import Offset


@dataclass(slots=True)
class Record:
    """One duty before its fields are read. `core` is the verb phrase itself, without conditions, means and results.

    Several conditions with one consequence are several records with one core; the last one's span holds the core.
    """

    sentence: Offset
    span: Offset
    core: Offset
    triggers: list[Offset] = field(default_factory=list)
    shared: Offset | None = None  # for a list item: the words before the first item (verb, date, subject)
    tail: Offset | None = None  # for a list item: 等… behind the last item
    listed: int | None = None  # number of the list inside the sentence
    whole: Offset | None = None  # for a list item: the whole list
    told: Offset | None = None  # a principle further up in the sentence that holds the subject
