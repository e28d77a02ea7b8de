"""People who work with the base: they sign in, residents never need to."""

from django.apps import AppConfig

from maillage.web.kept import Kept


class AccountsConfig(AppConfig):
    name = "maillage.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "compte/"
    keeps = (
        Kept(
            "Votre adresse e-mail et votre nom",
            "Vous reconnaître quand vous vous connectez, et savoir qui a changé une fiche.",
            "Tant que votre compte existe. Fermé, il garde votre nom à côté de ce que vous avez "
            "changé.",
            "Vos collègues voient votre nom ; la coordination voit aussi votre adresse.",
        ),
        Kept(
            "De quoi reconnaître votre mot de passe, votre clé ou votre application",
            "Ouvrir votre compte à vous seul.",
            "Jusqu’à ce que vous les retiriez, ou que le compte soit fermé.",
            "Personne : on peut les comparer, pas les lire.",
        ),
        Kept(
            "Les clés d’accès que vous faites pour un programme : leur nom, à quoi elles servent, "
            "le jour où elles ont servi pour la dernière fois",
            "Laisser ce programme écrire en votre nom, et vous laisser la reprendre.",
            "Tant que votre compte existe. La clé elle-même n’est montrée qu’une fois.",
            "Vous seul ; le journal dit que vous avez fait ou retiré une clé.",
        ),
        Kept(
            "L’adresse de réseau d’où un programme lit les données",
            "Partager le service entre tous : au-delà d’un nombre de demandes, il attend.",
            "Deux minutes au plus, sous une forme qui ne se relit pas.",
            "Personne : la machine compte.",
        ),
        Kept(
            "L’adresse de réseau d’où l’on se trompe de code",
            "Arrêter qui essaie tous les codes.",
            "Une heure au plus.",
            "Personne : la machine compte.",
        ),
    )
