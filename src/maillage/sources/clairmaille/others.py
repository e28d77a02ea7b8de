"""The places of the other files: department, France services, associations, citizens, metropole."""

from maillage.sources.clairmaille.spots import Spot

DEPARTMENT: tuple[Spot, ...] = (
    Spot(
        code="mds-republique", nom="Maison des solidarités de Clairmaille",
        street="boulevard de la République", number=48, kind="MDS",
        hours="Mo-Fr 09:00-12:00,13:30-17:00; PH off", services="demarches",
        organisation="Département du Val de Maille", access="Téléphoner|Se présenter",
        resume="Assistantes sociales : droits, logement, budget. Sur rendez-vous l’après-midi.",
    ),
    Spot(
        code="service-social-belvedere", nom="Service social du Belvédère",
        street="rue du Belvédère", number=13, kind="DEPT",
        hours="Mo,We,Fr 09:00-12:00; Tu,Th 13:30-17:00; PH off", services="demarches",
        organisation="Département du Val de Maille", access="Téléphoner",
        resume="Une travailleuse sociale du quartier, dans l’immeuble de la pharmacie.",
    ),
    Spot(
        code="ccas", nom="C.C.A.S. DE CLAIRMAILLE", street="rue du Peigne", number=14, kind="CCAS",
        hours="Mo-Fr 09:00-12:00", services="demarches", organisation="CCAS de Clairmaille",
        resume="Aide aux droits et domiciliation.",
    ),
    Spot(
        code="college-germain", nom="Collège Sophie-Germain, café des parents",
        street="rue de la Houblonnière", number=7, kind="Autre",
        hours='Th 08:15-09:45 "pendant la période scolaire"; SH off; PH off', services="parents",
        publics="Familles et/ou enfants", organisation="Collège Sophie-Germain", languages="fr|pt",
        resume="Cahier de textes, bourses, orientation : on regarde ensemble, avec un café.",
    ),
    Spot(
        code="fil-neuf", nom="Atelier d’insertion Fil neuf", street="rue du Magasin-aux-Laines",
        number=13, kind="ACI", hours="Mo-Th 08:30-12:00,13:00-16:30; Fr 08:30-12:00",
        services="emploi achat outils", cost="Gratuit sous condition|Payant",
        equipment="laptop:15", organisation="Fil neuf",
        resume="Des salariés en insertion remettent des ordinateurs en état, et en vendent.",
    ),
    Spot(
        code="droits-femmes", nom="Permanence Droits des femmes", street="rue des Sœurs-Noires",
        number=4, kind="ASSO", hours="Tu 14:00-17:00; Th 09:00-12:00; PH off",
        services="demarches securite", publics="Femmes", organisation="Femmes du Belvédère",
        access="Téléphoner", mobile=True, languages="fr|ar|en",
        resume="Écoute, droits, et un téléphone remis en ordre quand il est surveillé.",
    ),
)  # fmt: skip

FRANCE_SERVICES: tuple[Spot, ...] = (
    Spot(
        code="fs-1", nom="France services - CLAIRMAILLE", street="rue de la Navette", number=5,
        kind="RFS", hours="Mo-Fr 09:00-12:30,13:30-17:00", services="demarches",
        resume="Toutes les démarches de l’État au même guichet.", wheelchair="yes",
    ),
    Spot(
        code="fs-2", nom="France services des Tisserands", street="rue de la Laine", number=14,
        kind="RFS", hours="Mo 14:00-18:00; Tu-Fr 09:00-12:30,13:30-16:30; Sa 09:00-12:00",
        services="demarches acces", equipment="computer:2 printer scanner", wheelchair="yes",
        resume="Deux agents, deux ordinateurs, ouvert le samedi matin.",
        organisation="France services des Tisserands",
    ),
    Spot(
        code="fs-3", nom="France services itinérant du Val de Maille", street="rue de la Crête",
        number=1, kind="RFS", hours="We 09:00-12:00; Fr 14:00-17:00", services="demarches",
        resume="Le camion s’arrête en haut de la rue, le mercredi et le vendredi.", mobile=True,
        organisation="Département du Val de Maille",
    ),
)  # fmt: skip

ASSOCIATIONS: tuple[Spot, ...] = (
    Spot(
        code="claviers", nom="Les Claviers du jeudi", street="rue du Jacquard", number=26,
        kind="ASSO", hours="Th 14:00-17:00", services="outils securite", publics="Seniors",
        equipment="laptop:6", cost="Gratuit sous condition", organisation="Les Claviers du jeudi",
        resume="Des retraités apprennent à d’autres, un jeudi après l’autre, sans se presser.",
        ask_for="la présidente ou le trésorier", mobile=True, mediators="bénévole:5",
    ),
    Spot(
        code="plume-haut", nom="La Plume du Haut-Champ", street="allée des Tilleuls", number=8,
        kind="ASSO", hours="Mo,We 09:00-12:00; Fr 14:00-17:00; PH off", services="demarches",
        letter_writing=True, languages="fr|ar|tr", organisation="La Plume du Haut-Champ",
        ask_for="l’écrivaine publique", papers="La lettre reçue, même si elle est vieille",
        resume="Une écrivaine publique : lettres, recours, dossiers, avec vous ou pour vous.",
        mediators="écrivaine publique:1",
    ),
    Spot(
        code="repar-maille", nom="Répar’Maille", street="rue de la Vapeur", number=31, kind="ASSO",
        hours="Sa 14:00-17:00; We 18:00-20:00", services="culture achat", equipment="laptop:5",
        cost="Gratuit|Payant", organisation="Répar’Maille", wheelchair="no",
        resume="On ouvre l’appareil ensemble ; s’il meurt, un autre est à vendre pour peu.",
    ),
    Spot(
        code="souris-grise", nom="Club La Souris grise", street="rue des Cordeliers", number=12,
        kind="ASSO", hours="Tu,Fr 14:00-16:30; SH off", services="outils culture loisirs",
        cost="Payant", publics="Seniors", equipment="computer:6 printer",
        organisation="Club La Souris grise", access="Téléphoner|Contacter par mail",
        resume="Vingt euros par an : photos, généalogie, messagerie, tout au rythme de chacun.",
    ),
    Spot(
        code="escale", nom="Escale Langues", street="rue Maria-Sibylla-Merian", number=3,
        kind="ASSO",
        hours="Mo,Th 09:00-11:30,18:00-20:00; Tu 09:00-11:30; SH off", services="outils demarches",
        languages="fr|ar|en|es|tr|pt", equipment="tablet:10", organisation="Escale Langues",
        resume="Le français et le téléphone en même temps, du premier mot au premier message.",
    ),
)  # fmt: skip

CITIZENS: tuple[Spot, ...] = (
    Spot(
        code="cafe-gare", nom="Café de la Gare", street="avenue de la Gare", number=88,
        kind="Autre", hours="Mo-Sa 07:00-20:00", services="acces", wheelchair="yes",
        organisation="", resume="Wifi au prix d’un café, prises près de la fenêtre.",
        access="Se présenter", cost="Payant",
    ),
    Spot(
        code="ourdissoir", nom="café l’ourdissoir (associatif)", street="rue de l’Ourdissoir",
        number=21, kind="TIERS_LIEUX", hours="", services="outils", organisation="",
        resume="Réparation de téléphones le mercredi.", access="Se présenter",
    ),
    Spot(
        code="tambour", nom="Laverie Le Tambour", street="rue de la Fontaine", number=6,
        kind="Autre",
        hours="Mo-Su 07:00-21:00", services="acces", equipment="printer", organisation="",
        resume="Une imprimante à pièces entre deux machines, 20 centimes la page.",
        cost="Payant", access="Se présenter",
    ),
    Spot(
        code="salon-lavoir", nom="Le Lavoir, salon des voisins", street="rue des Lavandières",
        number=10, kind="EVS", hours="Mo,Tu,Th,Fr 15:00-18:30", services="outils parents",
        organisation="Comité de quartier de la Filature", equipment="laptop:2", mobile=True,
        resume="Un canapé, deux ordinateurs, des voisins qui savent un peu et aident beaucoup.",
    ),
)  # fmt: skip

METROPOLE: tuple[Spot, ...] = (
    Spot(
        code="M-0041", nom="La Filature Haute, tiers-lieu", street="rue de la Filature", number=9,
        kind="TIERS_LIEUX", hours="Mo-Fr 08:30-19:00; PH off", services="emploi culture acces",
        cost="Gratuit sous condition|Payant", equipment="computer:4 printer scanner",
        organisation="Coopérative La Filature Haute", site="https://filature-haute.example",
        resume="Bureaux partagés ; le vendredi, accueil gratuit de qui monte son activité.",
        wheelchair="yes",
    ),
    Spot(
        code="M-0052", nom="Maison de l’habitat", street="rue de la Monnaie", number=9,
        kind="Autre", hours="Mo-Fr 09:00-12:00,14:00-17:00; PH off", services="demarches",
        equipment="computer:2 touch_kiosk:1 scanner", organisation="Val de Maille Habitat",
        resume="Demande de logement en ligne, avec quelqu’un à côté.", wheelchair="yes",
    ),
    Spot(
        code="M-0067", nom="Point info de la Gare", street="avenue de la Gare", number=94,
        kind="PI", hours="Mo-Sa 06:30-20:00; Su,PH 09:00-19:00", services="acces",
        equipment="touch_kiosk:2", organisation="", wheelchair="yes",
        resume="Deux bornes pour les horaires, les titres de transport et les démarches.",
        access="Se présenter",
    ),
)  # fmt: skip
