"""What the command line says: on any terminal, in whatever encoding it has."""

from codecs import lookup
from io import TextIOWrapper
from typing import TextIO

from servicekit.foundation._vocabulary import Label, Language


def able_to_say_everything(stream: TextIO) -> None:
    """Let a stream print Chinese: as UTF-8 where the locale says nothing (LANG=C), else escaped if it must be."""
    if isinstance(stream, TextIOWrapper):
        unset = lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if unset else stream.encoding, errors="backslashreplace")


class Progress:
    """One line on a terminal that says what is being done; nothing at all where nobody is watching."""

    def __init__(self, stream: TextIO, language: Language) -> None:
        self.stream, self.shown = stream, stream.isatty()
        self.language: Language = language

    def __call__(self, done: int, steps: int, name: Label) -> None:
        """Say which of the steps comes next."""
        if self.shown:
            self.stream.write(f"\r\033[K[{done}/{steps}] {name.text(self.language)} …")
            self.stream.flush()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self.shown:
            self.stream.write("\r\033[K")
            self.stream.flush()
