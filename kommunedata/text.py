"""Text from elsewhere: what of it is shown, and as what it may name a file."""

import re
import unicodedata

_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})
# What commands a terminal or no XML file may hold, and what turns the text around it to read from right to left.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_HIDDEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Text without the signs that nobody sees but that do something; line breaks stay.

    Example:
        >>> visible("Aal\u202eborg\x1b[2J"), visible("to\nlinjer")
        ('Aalborg [2J', 'to\nlinjer')
    """
    if text.replace("\n", "").replace("\xa0", "").isprintable():  # most are: it takes half the time
        return text
    return _HIDDEN.sub("", _CONTROL.sub(" ", text))


def fold(text: str) -> str:
    """Small letters, the Danish ones as they are written in ASCII: what is spelt in two ways becomes one.

    Example:
        >>> fold("Ålborg"), fold("Aalborg")
        ('aalborg', 'aalborg')
    """
    return unicodedata.normalize("NFC", text).casefold().translate(_ASCII)


def ascii_slug(title: str, joint: str = "-") -> str:
    """A title as small ASCII letters, digits and joints, fit for a file name.

    Example:
        >>> ascii_slug("Andel udpendlere, Læsø (../=1+1)")
        'andel-udpendlere-laesoe-1-1'
    """
    text = unicodedata.normalize("NFKD", fold(title))
    return re.sub(r"[^a-z0-9]+", joint, text.encode("ascii", "ignore").decode()).strip(joint)
