"""From a file's bytes to raw text, one paragraph a line; what is no readable document is refused with a sentence."""


class NotADocument(ValueError):
    """The file cannot be read as a document; the message is the sentence shown to the person who brought it."""


def read(data: bytes, name: str) -> str:
    """The raw text of a txt, docx, pdf or html file; `name` only helps where the bytes leave a doubt."""
    if not data.strip():
        raise NotADocument("文件是空的，请检查后重新上传。")
    return data.decode("utf-8-sig")
