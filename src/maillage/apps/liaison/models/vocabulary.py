"""What a sheet may say: short lists of needs, never of causes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceNeed(models.TextChoices):
    """What has to be prepared to receive somebody; never why (WRN-22)."""

    FIRST_VISIT = "first_visit", _("Première visite accompagnée")
    AT_HOME = "at_home", _("Une aide à domicile")
    NEAR = "near", _("Tout près de chez elle")
    READ_WITH = "read_with", _("Lire et écrire avec quelqu’un")
    OWN_LANGUAGE = "own_language", _("Quelqu’un qui parle sa langue")
    SIGN = "sign", _("Échanger par écrit ou en langue des signes")
    LARGE = "large", _("De gros caractères, ou la lecture à voix haute")
    NO_STEP = "no_step", _("Un accès sans marche")
    CALM = "calm", _("Un lieu calme, en tête-à-tête")
    CHILDCARE = "childcare", _("Quelqu’un pour garder un enfant")
    MORNING = "morning", _("Plutôt le matin")
    AFTERNOON = "afternoon", _("Plutôt l’après-midi")
    EVENING = "evening", _("Plutôt le soir ou le samedi")


class Owned(models.TextChoices):
    """What the person has at hand."""

    SMARTPHONE = "smartphone", _("un smartphone")
    COMPUTER = "computer", _("un ordinateur")
    TABLET = "tablet", _("une tablette")
    HOME_NETWORK = "home_network", _("Internet à la maison")
    MOBILE_NETWORK = "mobile_network", _("Internet sur le téléphone")
    EMAIL = "email", _("une adresse e-mail")
    NOTHING = "nothing", _("rien de tout cela")


class Channel(models.TextChoices):
    """The one way to reach the person."""

    CALL = "call", _("un appel")
    SMS = "sms", _("un SMS")
    EMAIL = "email", _("un e-mail")
    PRESCRIBER = "prescriber", _("par vous, qui faites la fiche")


class How(models.TextChoices):
    """How an agreement was given: what proves it."""

    SCREEN = "screen", _("signé sur l’écran")
    PAPER = "paper", _("signé sur papier")
    SPOKEN = "spoken", _("dit à voix haute")


class Via(models.TextChoices):
    """How a sheet reaches who receives."""

    EMAIL = "email", _("par e-mail")
    HAND = "hand", _("remise à la personne, sur papier")
    PHONE = "phone", _("dite au téléphone")


class LevelFrom(models.TextChoices):
    """Where levels come from: computed from answers that are kept, or heard by who helps."""

    DIAGNOSIS = "diagnosis", _("lu d’un bilan gardé")
    SAID = "said", _("dit par l’accompagnant")


class State(models.TextChoices):
    """Where a sheet stands at one place."""

    SENT = "sent", _("envoyée")
    RECEIVED = "received", _("lue par le lieu")
    APPOINTMENT = "appointment", _("rendez-vous donné")
    SEEN = "seen", _("personne reçue")
    DONE = "done", _("terminée")
    REFUSED = "refused", _("refusée")
    REDIRECTED = "redirected", _("envoyée à un autre lieu")
    EXPIRED = "expired", _("restée sans réponse")
    WITHDRAWN = "withdrawn", _("accord retiré")


LIVE = (State.SENT, State.RECEIVED, State.APPOINTMENT, State.SEEN)
OVER = (State.DONE, State.REFUSED, State.REDIRECTED, State.EXPIRED, State.WITHDRAWN)


class Outcome(models.TextChoices):
    """What became of an orientation (ORI-15)."""

    UNKNOWN = "", _("pas encore dit")
    SOLVED = "solved", _("venue, et c’est réglé")
    CAME = "came", _("venue")
    ABSENT = "absent", _("pas venue")
    REDIRECTED = "redirected", _("orientée ailleurs")


class Refusal(models.TextChoices):
    """Why a place does not receive somebody."""

    FULL = "full", _("Plus de place en ce moment")
    PUBLIC = "public", _("Ce n’est pas le public reçu ici")
    MISSION = "mission", _("Ce n’est pas ce que le lieu fait")
    AREA = "area", _("La personne habite hors du secteur")
    UNREACHABLE = "unreachable", _("La personne n’a pas pu être jointe")
    DECLINED = "declined", _("La personne ne souhaite pas venir")


class Right(models.TextChoices):
    """What right or service a help was about (ORI-16), in families: few, so that counts mean
    something."""

    HOUSING = "housing", _("logement")
    INCOME = "income", _("revenus et prestations")
    INSURANCE = "insurance", _("couverture des soins")
    JOB = "job", _("emploi et formation")
    FAMILY = "family", _("famille et école")
    STAY = "stay", _("séjour et papiers d’identité")
    TAX = "tax", _("impôts")
    RETIREMENT = "retirement", _("retraite")
    TRANSPORT = "transport", _("transports")
    OTHER = "other", _("un autre droit")


class RightResult(models.TextChoices):
    """What became of the right."""

    OPENED = "opened", _("ouvert")
    RENEWED = "renewed", _("renouvelé")
    REFUSED = "refused", _("refusé")
    ABANDONED = "abandoned", _("abandonné")


class Face(models.TextChoices):
    """Through which door a sheet was read."""

    SENDER = "sender", _("par qui l’a faite")
    RECEIVER = "receiver", _("par le lieu, dans l’espace professionnel")
    LINK = "link", _("par le lieu, avec le lien de l’e-mail")
    ANSWER_CODE = "answer_code", _("par le lieu, avec le code du papier")
    RESIDENT = "resident", _("par la personne, avec son code")
    COUNTER = "counter", _("à l’accueil, avec le code de la personne")


class NoticeKind(models.TextChoices):
    """What is told."""

    NEW = "new", _("une fiche attend")
    REMINDER = "reminder", _("rappel au lieu")
    ANSWER = "answer", _("réponse à qui a envoyé")
    TOLD = "told", _("réponse à la personne")


class NoticeState(models.TextChoices):
    """Where a notice stands. `SENDING` is written before it leaves: nothing leaves twice."""

    WAITING = "waiting", _("à envoyer")
    SENDING = "sending", _("en train de partir")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("pas parti")
    DROPPED = "dropped", _("sans objet")
