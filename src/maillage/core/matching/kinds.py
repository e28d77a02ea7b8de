"""What kind of place a name or a typology says: one bit for each kind of body.

A kind is recognised by phrases, in a name whose linking words and plurals are already gone. Two
places of different kinds are two places, even at one address; but some kinds are labels that a
body bears (a library may be a public computing room), and those oppose nothing.
"""

from collections.abc import Iterable, Sequence

from maillage.core.matching.text import words_of

# Each line: code | French words for it | typologies of the standard | phrases.
_TABLE = """
mairie|mairie|MUNI|mairie,maire,hotel ville,municipalite,maison commune
ccas|centre communal d’action sociale|CCAS|ccas,centre communal action sociale,centre com action sociale,centre communale action sociale
cias|centre intercommunal d’action sociale|CIAS|cias,centre intercommunal action sociale
epci|intercommunalité|EPCI CC|communaute communes,communaute agglomeration,communaute urbaine,cc,ca,com com,comcom,metropole,agglo,agglomeration,syndicat mixte,sivom,intercommunalite
bib|médiathèque|BIB|mediatheque,bibliotheque,mediabibliotheque,ludotheque,relais lecture,point lecture
rfs|France services|RFS MSAP|france service,fance service,frances service,maison service,maison france service,mfs,msap,maison service public,espace france service,efs,fs
poste|La Poste|LA_POSTE|poste,bureau poste,agence postale,agence postale communale,relais poste
pimms|Pimms|PIMMS|pimm,pimms,point information mediation multi service,pimm mediation
csoc|centre social|CS CSC EVS MQ MDH|centre social,centre sociaux,centre sociaux culturel,centre social culturel,centre socioculturel,centre social socioculturel,centre socio culturel,csc,cs,espace vie sociale,espace vie social,evs,maison quartier,maison tous,mpt,maison habitant,mdh,espace social,espace socioculturel,espace social culturel
mjc|maison des jeunes|MJC|mjc,maison jeune culture,maison jeune
ml|mission locale|ML|mission locale,mission local,missions locale,ml
ft|France Travail|FT|pole emploi,france travail,agence pole emploi
cape|Cap emploi|CAP_EMPLOI|cap emploi,capemploi
caf|caisse d’allocations familiales|CAF|caf,caisse allocation familiale
cpam|assurance maladie|CPAM|cpam,caisse primaire assurance maladie,assurance maladie
carsat|caisse de retraite||carsat,caisse retraite
msa|Mutualité sociale agricole|MSA|msa,mutualite sociale agricole
mds|service social du département|MDS DEPT CMS CDAS|maison departementale solidarite,mds,mdsi,maison solidarite,maison solidarite departementale,maison departement,utpas,unite territoriale prevention action sociale,centre medico social,cms,maison departementale,maison metropole,site action medicale sociale,unite territoriale action sociale,centre departemental action sociale
mdph|maison du handicap|MDPH|mdph,maison departementale personne handicapee,personne handicapee
dept|département|CD|departement,conseil departemental
region|région|REG|conseil regional,region
pref|préfecture|PREF|prefecture,sous prefecture
impot|finances publiques|CFP|centre finance publique,finance publique,tresorerie,service gestion comptable,direction finance publique,centre impot,service impot
chamb|chambre consulaire|CCONS|chambre agriculture,cci,cma,chambre metier,chambre metier artisanat,chambre commerce industrie
ecole|école||ecole,ecole primaire,ecole elementaire,ecole maternelle,groupe scolaire
coll|collège||college
lycee|lycée||lycee,cite scolaire
univ|université||universite,iut,campus
tour|office de tourisme||office tourisme,point information touristique
pij|information jeunesse|PIJ_BIJ|point information jeunesse,pij,bij,crij,bureau information jeunesse,information jeune,information jeunesse,espace jeune,espace jeunesse,service jeunesse
mde|maison de l’emploi|MDE MDEF|maison emploi,mde,maison emploi formation,mdef
plie|PLIE|PLIE|plie,plan local insertion emploi,plan locaux insertion emploi
afpa|Afpa|AFPA|afpa
greta|Greta||greta
e2c|école de la deuxième chance|E2C|ecole deuxieme chance,ecole 2 chance,e2c
udaf|Udaf|UDAF|udaf,union departementale association familiale
chrs|hébergement d’insertion|CHRS CHU HUDA CADA CPH|chrs,centre hebergement reinsertion sociale,centre hebergement,cada,huda
fjt|foyer de jeunes travailleurs|RS_FJT|fjt,foyer jeune travailleur,habitat jeune,residence jeune
ehpad|maison de retraite||ehpad,maison retraite,residence autonomie,foyer logement,residence senior
hop|hôpital||hopital,centre hospitalier,chu,maison sante,clinique
mdasso|maison des associations||maison association,maison vie associative
regie|régie de quartier||regie quartier,regie
ress|ressourcerie|RESSOURCERIE|ressourcerie,recyclerie
epic|épicerie solidaire|ES|epicerie sociale,epicerie solidaire
frural|foyer rural||foyer rural,foyer laique
pad|point d’accès au droit|PAD|point acces droit,maison justice droit,mjd,point justice,maison justice
cidff|droits des femmes|CIDFF|cidff
epn|espace numérique|EPN EPI|epn,espace public numerique,cyber base,cyberbase,cyberespace,cyber espace,cyber centre,cybercentre,cybercafe,cyber,espace multimedia,espace numerique,point numerique,maison numerique,atelier numerique,espace public internet,cyb,point public numerique,salle multimedia,espace informatique
tiers|tiers-lieu|TIERS_LIEUX|tier lieu,tiers lieu,coworking,espace coworking,cowork
pepin|pépinière d’entreprises||pepiniere entreprise,pepiniere
round|tournée|ENM|bus,camion,van,caravane,itinerant,itinerante,itinerance,mobile,minibus,deplacement domicile,camping car
fablab|fablab|FABLAB FABRIQUE|fablab,fab lab,lab,fabrique
"""  # noqa: E501

CODES: list[str] = []
WORDS: dict[str, str] = {}
_BIT_OF_TYPOLOGY: dict[str, int] = {}
_PHRASES: dict[str, list[tuple[tuple[str, ...], int]]] = {}
for _line in _TABLE.strip().splitlines():
    _code, _words, _typologies, _phrases = _line.split("|")
    _bit = 1 << len(CODES)
    CODES.append(_code)
    WORDS[_code] = _words
    _BIT_OF_TYPOLOGY |= dict.fromkeys(_typologies.split(), _bit)
    for _phrase in _phrases.split(","):
        _key = tuple(words_of(_phrase))
        _PHRASES.setdefault(_key[0], []).append((_key, _bit))
for _list in _PHRASES.values():
    _list.sort(key=lambda phrase: (-len(phrase[0]), phrase))


def mask(*codes: str) -> int:
    """Return the bits of some kinds."""
    return sum(1 << CODES.index(code) for code in codes)


# What a body may be besides: these oppose nothing.
LABELS = mask("epn", "tiers", "fablab", "mdasso")
# Owners: "Mairie de X" is not the library of the town hall of X.
OWNERS = mask("mairie", "epci", "dept", "region", "ccas", "cias", "msa")
# What comes by and goes is not the counter it starts from.
ROUND = mask("round")
# Bodies that are often one and the same place under two names.
_ALIKE = (
    mask("rfs", "pimms"), mask("rfs", "poste"), mask("csoc", "mjc"), mask("mds", "dept"),
    mask("ccas", "cias"), mask("mde", "plie"), mask("rfs", "csoc"), mask("chrs", "fjt"),
    mask("rfs", "pref"), mask("mde", "ml"),
)  # fmt: skip
# The first word of a name that says the town hall when nothing else does.
_TOWN = ("commune", "ville")


def accepted_beside(kinds: int) -> int:
    """Return the bits of the kinds that do not oppose these ones."""
    kinds &= ~ROUND
    beside = LABELS | kinds
    for pair in _ALIKE:
        if pair & kinds:
            beside |= pair
    return -1 if kinds & LABELS == kinds else beside


def split_kinds(words: Sequence[str]) -> tuple[int, list[str]]:
    """Return the kinds that the words of a name say, and the words that are left.

    Examples
    --------
    >>> kinds, left = split_kinds(["centre", "social", "basse", "masure"])
    >>> said(kinds), left
    (['centre social'], ['basse', 'masure'])
    """
    kinds, left, at = 0, list[str](), 0
    if words and words[0] in _TOWN:
        kinds, at = mask("mairie"), 1
    while at < len(words):
        for phrase, bit in _PHRASES.get(words[at], ()):
            if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                kinds |= bit
                at += len(phrase)
                break
        else:
            left.append(words[at])
            at += 1
    return kinds, left


def kinds_of(values: Iterable[str]) -> int:
    """Return the kinds that typologies of the standard, or free words, say; unknown ones none."""
    kinds = 0
    for value in values:
        bit = _BIT_OF_TYPOLOGY.get(value)
        kinds |= split_kinds(words_of(value))[0] if bit is None else bit
    return kinds


def said(kinds: int) -> list[str]:
    """Return the French words of some kinds."""
    return [WORDS[code] for place, code in enumerate(CODES) if kinds >> place & 1]
