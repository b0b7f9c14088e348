"""Text from elsewhere: what of it is shown, and as what it may name a file."""

import re
import unicodedata

ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
# What commands a terminal or no XML file may hold, and what turns the text around it to read from right to left.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_HIDDEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Text without the signs that nobody sees but that do something; line breaks stay.

    Example:
        >>> visible("Aal\u202eborg\x1b[2J"), visible("to\nlinjer")
        ('Aalborg [2J', 'to\nlinjer')
    """
    return text if text.isprintable() else _HIDDEN.sub("", _CONTROL.sub(" ", text))


def ascii_slug(title: str, joint: str = "-") -> str:
    """A title as small ASCII letters, digits and joints, fit for a file name.

    Example:
        >>> ascii_slug("Andel udpendlere, Læsø (../=1+1)")
        'andel-udpendlere-laesoe-1-1'
    """
    text = unicodedata.normalize("NFKD", title.casefold().translate(ASCII))
    return re.sub(r"[^a-z0-9]+", joint, text.encode("ascii", "ignore").decode()).strip(joint)
