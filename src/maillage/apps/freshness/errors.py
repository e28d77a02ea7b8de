"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class LinkOver(DomainError):
    """The link or the code is too old, was taken back, or never existed: the answer is the same."""

    code = "freshness_link_over"
    title = _("Ce lien ne sert plus")
    message = _(
        "Il est trop ancien, ou il a été mal recopié. Rien n’est perdu : appelez-nous, une "
        "personne note avec vous ce qui a changé."
    )
    status = 410


class CodeUnknown(DomainError):
    """No sheet has this code."""

    code = "freshness_code_unknown"
    message = _(
        "Nous ne trouvons pas ce code. Vérifiez qu’il est bien recopié : il est en haut de la "
        "feuille."
    )
    status = 404


class CampaignUnknown(DomainError):
    """No campaign has this number."""

    code = "campaign_unknown"
    message = _("Cette campagne n’existe pas.")
    status = 404


class RequestUnknown(DomainError):
    """No place is asked under this number."""

    code = "request_unknown"
    message = _("Cette demande n’existe pas.")
    status = 404


class NobodyToAsk(DomainError):
    """The choice holds no place."""

    code = "nobody_to_ask"
    message = _("Aucun lieu ne correspond à ce choix : élargissez-le.")
    status = 422


class CampaignStarted(DomainError):
    """It was sent already, or stopped."""

    code = "campaign_started"
    message = _("Cette campagne est déjà partie, ou terminée : rien n’est envoyé deux fois.")


class CampaignNotOpen(DomainError):
    """What is asked needs a campaign that is sent and not stopped."""

    code = "campaign_not_open"
    message = _("Cette campagne n’est pas en cours.")


class NoMailServer(DomainError):
    """Letters would be lost without a word."""

    code = "no_mail_server"
    message = _(
        "Aucun serveur d’envoi n’est réglé : rien ne peut partir par e-mail. La personne qui "
        "administre le règle ; en attendant, appelez les lieux ou imprimez leurs fiches."
    )
    status = 503


class NoSiteAddress(DomainError):
    """Links would lead nowhere."""

    code = "no_site_address"
    message = _(
        "On ne sait pas sous quelle adresse le site est connu : les liens ne mèneraient nulle part."
    )


class NothingCorrected(DomainError):
    """A correction that says nothing."""

    code = "nothing_corrected"
    message = _("Écrivez au moins une correction, ou dites que rien n’a changé.")
    status = 422


class CallDayMissing(DomainError):
    """To call back, one needs a day."""

    code = "call_day_missing"
    message = _("Dites quel jour rappeler.")
    status = 422


class NothingChosen(DomainError):
    """A press for several places, and none is ticked."""

    code = "nothing_chosen"
    message = _("Cochez au moins un lieu.")
    status = 422
