"""Which streets the minutes follow, and who lives beside none, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.on_foot import Laid
from maillage.apps.observatory.queries.wording import FEWEST, amount, plain_number


def streets_words(laid: Laid | None) -> list[str]:
    """Return the extract that was read, those that were not, and whom it does not reach."""
    if laid is None:
        return []
    said = [_("Plan des rues : « %(name)s ».") % {"name": laid.name}]
    if laid.is_elsewhere:
        said = [
            _(
                "Le plan des rues « %(name)s » est celui d’un autre endroit : personne n’y habite "
                "ici à moins de 150 m d’une rue. Toutes les minutes sont à vol d’oiseau. "
                "Remplacez-le dans le dossier « rues »."
            )
            % {"name": laid.name}
        ]
    elif laid.n_off > 0:
        few = _("moins de %(n)s habitants") % {"n": FEWEST}
        said.append(
            _(
                "Aucune rue de ce plan à moins de 150 m pour %(people)s (%(pct)s) : leurs minutes "
                "sont à vol d’oiseau."
            )
            % {
                "people": few if laid.n_off < FEWEST
                else _("%(n)s habitants") % {"n": plain_number(laid.n_off)},
                "pct": amount(max(0.1, 100 * laid.n_off / laid.n_people), "pct"),
            }
        )  # fmt: skip
    if laid.others:
        said.append(
            ngettext(
                "Un autre plan est posé et n’est pas lu : %(names)s.",
                "%(n)s autres plans sont posés et ne sont pas lus : %(names)s.",
                len(laid.others),
            )
            % {"n": len(laid.others), "names": ", ".join(laid.others)}
        )
    return said
