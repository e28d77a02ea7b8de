"""What was noticed in a file of territories, and done about it: said to whoever loads it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Beyond that many names, the count is enough.
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Remark:
    """One kind of thing noticed; `names` are the territories, all of them."""

    code: str
    names: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many territories."""
        return len(self.names)

    @property
    def sentence(self) -> str:
        """The sentence that a person reads."""
        listed = ", ".join(self.names[:MOST_NAMES])
        if self.n > MOST_NAMES:
            listed += _(" et %(n)d autres") % {"n": self.n - MOST_NAMES}
        return _WORDS[self.code](self.n) % {"n": self.n, "names": listed}


_WORDS = {
    "repaired": lambda n: ngettext(
        "%(n)d contour se croisait lui-même : il a été réparé (%(names)s).",
        "%(n)d contours se croisaient eux-mêmes : ils ont été réparés (%(names)s).",
        n,
    ),
    "mixed": lambda n: ngettext(
        "%(n)d contour contenait aussi des points ou des lignes, qui ont été laissés (%(names)s).",
        "%(n)d contours contenaient aussi des points ou des lignes, qui ont été laissés "
        "(%(names)s).",
        n,
    ),
    "heights": lambda n: ngettext(
        "%(n)d contour donnait des hauteurs : elles ont été laissées (%(names)s).",
        "%(n)d contours donnaient des hauteurs : elles ont été laissées (%(names)s).",
        n,
    ),
    "empty": lambda n: ngettext(
        "%(n)d territoire n’a pas de contour : son nom seul est gardé (%(names)s).",
        "%(n)d territoires n’ont pas de contour : leur nom seul est gardé (%(names)s).",
        n,
    ),
    "joined": lambda n: ngettext(
        "%(n)d territoire était en plusieurs morceaux sous un même code : ils ont été réunis "
        "(%(names)s).",
        "%(n)d territoires étaient en plusieurs morceaux sous un même code : ils ont été réunis "
        "(%(names)s).",
        n,
    ),
    "same_outline": lambda n: ngettext(
        "%(n)d contour est le même que celui d’un autre territoire : vérifiez (%(names)s).",
        "%(n)d contours sont les mêmes que ceux d’autres territoires : vérifiez (%(names)s).",
        n,
    ),
    "overlapping": lambda n: ngettext(
        "%(n)d recouvrement entre territoires de même genre : un lieu peut être dans les deux "
        "(%(names)s).",
        "%(n)d recouvrements entre territoires de même genre : un lieu peut être dans les deux "
        "(%(names)s).",
        n,
    ),
    "cut": lambda n: ngettext(
        "%(n)d contour traverse le 180e méridien : il a été coupé en deux le long de celui-ci "
        "(%(names)s).",
        "%(n)d contours traversent le 180e méridien : ils ont été coupés le long de celui-ci "
        "(%(names)s).",
        n,
    ),
    "unchecked": lambda n: ngettext(
        "%(n)d contour n’a pas été vérifié, il manque une bibliothèque : pip install "
        "maillage[geo] (%(names)s).",
        "%(n)d contours n’ont pas été vérifiés, il manque une bibliothèque : pip install "
        "maillage[geo] (%(names)s).",
        n,
    ),
    "drawn": lambda n: ngettext(
        "%(n)d quartier a été dessiné à la main : ce fichier remplacerait son contour (%(names)s).",
        "%(n)d quartiers ont été dessinés à la main : ce fichier remplacerait leurs contours "
        "(%(names)s).",
        n,
    ),
    "partial": lambda n: ngettext(
        "%(n)d unité urbaine a des communes que cette base ne connaît pas : ses chiffres ne "
        "seront pas estimés tant que la liste des communes n’est pas chargée (%(names)s).",
        "%(n)d unités urbaines ont des communes que cette base ne connaît pas : leurs chiffres ne "
        "seront pas estimés tant que la liste des communes n’est pas chargée (%(names)s).",
        n,
    ),
    "over": lambda n: ngettext(
        "%(n)d quartier est d’une liste qui n’est plus en vigueur : il est gardé pour les "
        "chiffres de ces années-là (%(names)s).",
        "%(n)d quartiers sont d’une liste qui n’est plus en vigueur : ils sont gardés pour les "
        "chiffres de ces années-là (%(names)s).",
        n,
    ),
}
