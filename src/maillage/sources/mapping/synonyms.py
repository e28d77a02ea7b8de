"""The words by which producers name what the standard names: one table, that anyone can add to.

No producer's own name stands here: only words of the language, and how offices shorten them.
"""

# A column named "Latitude du lieu" has the words of "latitude", and others around them. Longer
# phrases win over shorter ones: "adresse mail" is no address.
NAMES: dict[str, tuple[str, ...]] = {
    "field:pivot": ("siret", "n siret", "numero siret", "rna", "ridet", "siren siret", "pivot"),
    "field:nom": (
        *("nom", "nom du lieu", "nom lieu", "nom de la structure", "nom structure", "denomination"),
        *("intitule", "libelle", "lib", "raison sociale", "nom etablissement", "etablissement"),
        *("nom organisme", "nom association", "name", "titre", "title", "enseigne", "structure"),
        *("structure d accueil", "structure accueil"),
        *("nom complet", "lieu nom complet", "lieu", "nom du site", "equipement", "organisme"),
    ),
    "field:commune": (
        *("commune", "ville", "localite", "city", "nom commune", "nom de la commune", "town"),
        *("lib com", "libelle commune", "nom com", "com lieu", "com lib", "municipalite"),
        *("adresse commune", "adresse ville", "commune adresse"),
    ),
    "field:code_postal": (
        *("code postal", "cp", "c p", "codepostal", "postcode", "postal code", "zip", "zipcode"),
        *("adresse code postal", "cp lieu", "code post"),
    ),
    "field:code_insee": (
        *("code insee", "insee", "insee com", "insee commune", "code commune", "citycode"),
        *("codgeo", "depcom", "com insee", "code com", "adresse code insee", "code insee commune"),
    ),
    "field:adresse": (
        *("adresse", "adresse postale", "rue", "voie", "adresse rue", "address", "street"),
        *("adr", "adresse 1", "adresse du lieu", "ad lieu", "n et rue", "nom voie", "nom rue"),
        *("libelle voie", "adresse voie", "localisation", "numero et rue"),
    ),
    "street_number": (
        *("numero voie", "n voie", "numero rue", "n rue", "num voie", "adresse numero"),
        *("numero dans la voie", "housenumber", "numero adresse"),
    ),
    "field:complement_adresse": (
        *("complement adresse", "comp adresse", "compl adresse", "adresse complement"),
        *("complement", "adresse suite", "suite adresse", "adresse 2", "batiment", "complement d"),
        *("adresse complementaire",),
    ),
    "address_line": (
        *("adresse complete", "adresse full", "full address", "adresse entiere", "adresse brut"),
        *("adresse brute",),
    ),
    "field:latitude": ("latitude", "lat", "y lat", "coord y", "gps lat", "y wgs84"),
    "field:longitude": ("longitude", "long", "lon", "lng", "x long", "coord x", "x wgs84"),
    "x": ("x", "coord x", "x l93", "x lambert", "x 2154", "lambert x", "coordonnee x"),
    "y": ("y", "coord y", "y l93", "y lambert", "y 2154", "lambert y", "coordonnee y"),
    "position": (
        *("geom", "geometry", "geo point", "geo point 2d", "geopoint", "pointgeo", "point geo"),
        *("coordonnees", "coordonnees gps", "gps", "geolocalisation", "position", "latlon"),
        *("coordonnees geographiques", "lat long", "latitude longitude", "geo shape", "the geom"),
    ),
    "field:typologie": (
        *("type", "type de lieu", "type lieu", "type de structure", "type structure", "categorie"),
        *("typologie", "nature", "type etablissement", "ss cat", "sous categorie", "genre"),
        *("code typo", "type organisme", "statut juridique"),
    ),
    "field:telephone": (
        *("telephone", "tel", "numero de telephone", "n de telephone", "phone", "num tel"),
        *("tel fixe", "telephone fixe", "tel accueil", "contact tel", "contact telephone"),
        *("tel structure", "telephone structure", "phone number", "tph", "numero telephone"),
    ),
    "field:courriels": (
        *("courriel", "courriels", "mail", "email", "e mail", "mel", "adresse mail"),
        *("adresse e mail", "adresse email", "adresse electronique", "adresse courriel"),
        *("contact email", "contact mail", "email structure", "mail structure"),
        *("courrier electronique",),
    ),
    "field:site_web": (
        *("site", "site web", "site internet", "url", "web", "website", "site inter"),
        *("adresse web", "page web", "adresse internet", "url lieu", "contact web", "lien web"),
        *("adresse site", "adresse du site"),
    ),
    "field:horaires": (
        *("horaires", "horaire", "horaires d ouverture", "jours et horaires", "opening hours"),
        *("heures d ouverture", "jours et heures", "ouverture", "jours horaires ouverture"),
        *("horaires ouverture", "jours d ouverture", "heures", "permanences", "permanence"),
        *("horaires ouverture osm", "horaires osm"),
    ),
    "field:presentation_resume": (
        *("presentation resume", "resume", "presentation courte", "accroche", "snippet"),
    ),
    "field:presentation_detail": (
        *("presentation", "description", "presentation detail", "descriptif", "detail"),
        *("informations diverses", "informations", "en savoir plus", "presentation detaillee"),
    ),
    "field:source": ("source", "source des donnees", "origine des donnees"),
    "field:structure_parente": (
        *("structure parente", "structure porteuse", "porteur", "gestionnaire", "rattachement"),
        *("structure de rattachement", "employeur", "organisme porteur", "organisme gestionnaire"),
        *("reseau",),
    ),
    "field:date_maj": (
        *("date maj", "mise a jour", "maj", "date mise a jour", "derniere mise a jour"),
        *("date de mise a jour", "derniere modification", "updated", "updated at", "last update"),
        *("latest", "modifie le", "vu le", "verifie le", "date verification", "modified"),
        *("date de modification", "maj le", "mis a jour le"),
    ),
    "field:services": (
        *("services", "service", "activites", "activites proposees", "services proposes"),
        *("accompagnements", "accompagnements proposes", "thematiques", "thematiques proposees"),
        *("prestations", "offre", "offres", "aides", "aide proposee", "ce que l on y fait"),
        *("actions", "services numeriques", "type mediation", "types mediations"),
    ),
    "field:publics_specifiquement_adresses": (
        *("public", "publics", "publics accueillis", "public accueilli", "public cible"),
        *("type public", "type de public", "publics vises", "publics cibles", "pour qui"),
        *("publics specifiquement adresses", "beneficiaires"),
    ),
    "field:prise_en_charge_specifique": (
        *("prise en charge specifique", "handicap", "handicaps", "situation de handicap"),
        *("publics specifiques", "accompagnement de publics specifiques", "besoins particuliers"),
    ),
    "field:frais_a_charge": (
        *(
            "combien ca coute",
            "tarif",
            "tarifs",
            "prix",
            "cout",
            "frais",
            "frais a charge",
            "conditions acces",
        ),
        *("gratuit payant", "conditions d acces", "condition tarifaire", "tarification", "fee"),
    ),
    "field:dispositif_programmes_nationaux": (
        *("dispositif programmes nationaux", "dispositif", "dispositifs", "programmes nationaux"),
        *("labels nationaux", "label national", "programme national", "code label"),
    ),
    "field:formations_labels": ("formations labels", "label", "labels", "formations et labels"),
    "field:autres_formations_labels": (
        "autres formations labels",
        "labels autres",
        "autres labels",
    ),
    "field:modalites_acces": (
        *("modalites acces", "modalites d acces", "mode d acces", "comment venir", "acces au lieu"),
        *("prise de contact", "inscription"),
    ),
    "field:modalites_accompagnement": (
        *("modalites accompagnement", "modalites d accompagnement", "types d accompagnement"),
        *("type accompagnement", "mode d accompagnement", "accompagnement", "code accomp"),
        *("types d accompagnement proposes",),
    ),
    "field:itinerance": ("itinerance", "itinerant", "fixe ou itinerant", "lieu itinerant"),
    "field:fiche_acces_libre": ("fiche acces libre", "acceslibre", "lien acceslibre"),
    "field:prise_rdv": (
        *(
            "prise rdv",
            "prise de rdv",
            "prise de rendez vous",
            "lien rdv",
            "url rdv",
            "rdv en ligne",
        ),
    ),
    "local:local_quarter": ("quartier", "nom quartier", "quart"),
    "local:local_languages": ("langues", "langues parlees", "langue"),
    "local:local_wheelchair": (
        *("accessibilite", "pmr", "accessible pmr", "accessibilite pmr", "fauteuil roulant"),
        *("acces handicape", "accessible", "accessibilite fauteuil"),
    ),
    "local:local_wifi_public": ("wifi", "wi fi", "wifi public", "acces wifi", "wifi gratuit"),
    "local:local_childcare": ("garde d enfants", "halte garderie", "garderie"),
    "local:local_waiting": ("attente", "delai d attente", "delai"),
    "local:local_ask_for": ("qui demander", "demander"),
    "local:local_papers_to_bring": (
        "papiers a apporter",
        "pieces a fournir",
        "documents a apporter",
    ),
    "local:local_print_price": ("prix impression", "tarif impression", "prix d une impression"),
    "local:local_cost_note": ("precision tarif", "tarif detail", "conditions acces detail"),
    # What a person is called, or how to write to one: left out, unless somebody decides otherwise.
    "ignore": (
        *("contact", "referent", "referente", "nom du referent", "conseiller", "responsable"),
        *("interlocuteur", "personne", "nom contact", "prenom", "nom prenom", "mediateur"),
        *("conseiller numerique", "directeur", "president", "personne a contacter", "nom agent"),
        *("nom referent", "tel referent", "mail referent", "mediatrice", "animateur"),
    ),
    # Said to who keeps the base, not to the public.
    "keep": (
        *("facebook", "twitter", "instagram", "linkedin", "reseaux sociaux", "commentaire"),
        *("commentaires", "remarques", "remarque", "observations", "notes", "statut", "etat"),
        *("departement", "region", "epci", "intercommunalite", "dep", "licence", "canton"),
        *("couche", "dossier", "forme", "score", "precision geocodage", "politique"),
        *("bp", "boite postale", "transport", "transports", "fax", "telecopie", "depcode"),
        *("date creation", "create", "created", "created at", "geocodage"),
    ),
}
# A yes in such a column adds a value to a list.
FLAGS: dict[str, tuple[str, ...]] = {
    "flag:services:Aide aux démarches administratives": (
        *("demarches", "aide demarches", "aide aux demarches", "demarches en ligne", "aide demat"),
        *("ecrivain public", "demarches administratives", "e administration", "demat"),
        *("accompagnement demarches", "acces aux droits", "accompagnement pour des demarches"),
    ),
    "flag:services:Accès internet et matériel informatique": (
        *("internet", "acces internet", "ordinateur", "ordinateurs", "ordi", "postes", "materiel"),
        *("imprimante", "scanner", "impression", "acces libre", "libre acces", "borne", "tablette"),
        *("acces equipement", "postes informatiques", "equipement numerique", "photocopie"),
    ),
    "flag:services:Maîtrise des outils numériques du quotidien": (
        *("initiation", "initiations", "formation", "formations", "bases", "cours", "apprendre"),
        *("initiation informatique", "perfectionnement", "formation numerique"),
    ),
    "flag:services:Utilisation sécurisée du numérique": ("securite", "arnaques"),
    "flag:services:Parentalité et éducation avec le numérique": ("parentalite", "education"),
    "flag:services:Insertion professionnelle via le numérique": ("emploi", "cv", "insertion"),
    "flag:services:Loisirs et créations numériques": ("loisirs", "fablab", "creation", "jeux"),
    "flag:services:Acquisition de matériel informatique à prix solidaire": (
        *("vente materiel", "reconditionne", "prix solidaire", "materiel solidaire"),
    ),
    "flag:modalites_accompagnement:Dans un atelier collectif": (
        *("atelier", "ateliers", "atelier collectif", "ateliers collectifs", "collectif", "groupe"),
        *("formations ateliers",),
    ),
    "flag:modalites_accompagnement:Accompagnement individuel": (
        *("individuel", "accompagnement individuel", "aide personnalisee", "aide individuelle"),
    ),
    "flag:modalites_accompagnement:En autonomie": ("autonomie", "en autonomie"),
    "flag:modalites_accompagnement:À distance": ("distance", "a distance", "en ligne", "visio"),
    "flag:frais_a_charge:Gratuit": ("gratuit", "gratuite", "gratuitement"),
    "flag:frais_a_charge:Payant": ("payant",),
    "flag:publics_specifiquement_adresses:Jeunes": ("jeunes", "jeune"),
    "flag:publics_specifiquement_adresses:Seniors": ("seniors", "senior", "personnes agees"),
    "flag:publics_specifiquement_adresses:Étudiants": ("etudiants", "etudiant"),
    "flag:publics_specifiquement_adresses:Femmes": ("femmes",),
    "flag:publics_specifiquement_adresses:Familles et/ou enfants": ("familles", "enfants"),
    "flag:prise_en_charge_specifique:Surdité": ("surdite", "langue des signes", "lsf"),
    "flag:prise_en_charge_specifique:Illettrisme": ("illettrisme",),
    "flag:prise_en_charge_specifique:Handicaps moteurs": ("handicap moteur",),
    "flag:prise_en_charge_specifique:Handicaps mentaux": ("handicap mental",),
    "flag:prise_en_charge_specifique:Déficience visuelle": ("deficience visuelle", "malvoyant"),
    "flag:dispositif_programmes_nationaux:Conseillers numériques": (
        *("conseiller numerique", "conseillers numeriques", "cnfs", "accueille un conseiller"),
        *("conseillers numeriques france services",),
    ),
    "flag:dispositif_programmes_nationaux:Aidants Connect": ("aidants connect",),
    "flag:dispositif_programmes_nationaux:France Services": ("france services", "msap"),
    "flag:dispositif_programmes_nationaux:Certification PIX": ("pix", "certification pix"),
    "flag:modalites_acces:Se présenter": ("sans rendez vous", "sans rdv", "accueil libre"),
    "flag:itinerance:Itinérant": ("itinerant", "itinerance", "mobile"),
    "local:local_wifi_public": ("wifi", "wi fi", "acces wifi"),
    "local:local_wheelchair": ("pmr", "fauteuil roulant", "accessible pmr", "accessibilite"),
}
# Words that announce a person when they are the whole title, and not in "contact telephone".
ALONE: tuple[str, ...] = (
    "contact",
    "personne",
    "conseiller",
    "mediateur",
    "mediatrice",
    "animateur",
    "prenom",
)
ALONE += ("conseiller numerique", "structure", "lieu", "n")
# A column that tells a place from another, when no two rows have the same.
KEYS: tuple[str, ...] = (
    "id",
    "identifiant",
    "uid",
    "uuid",
    "id lieu",
    "identifiant unique",
    "ref",
    "reference",
)
KEYS += ("code lieu", "id structure", "identifiant lieu", "cle", "code unique")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
