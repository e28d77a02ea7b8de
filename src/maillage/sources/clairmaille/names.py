"""Names of streets: trades of cloth, trees, gardens, women of science long dead."""

# Per quarter, most telling first; a quarter takes from its own list, then from the last one.
WEAVING = """
rue des Ourdisseuses|rue du Satin|rue du Taffetas|rue de la Gabardine|rue du Lin|rue de la Soie
rue du Coton|rue de la Dentelle|rue des Passementiers|rue du Dévidoir|rue de la Lisse
rue des Rentrayeuses|rue de l’Étamine|rue du Droguet|rue de la Serge|rue du Sergé|rue du Jacquard
rue de la Navette-Volante|rue des Piqurières|rue du Molleton|rue de la Toile|rue de la Cretonne
rue de l’Indienne|rue du Tulle|rue du Piqué|rue de la Popeline|rue du Crêpe|rue de la Moire
rue de la Bobine-d’Or|rue des Tisseurs|rue du Chanvre|rue du Fuseau|rue de la Laine
rue des Teinturiers|rue de la Garance|rue du Pastel|rue de l’Indigo|rue des Foulons
passage de la Lice|passage du Peigneur|impasse du Fil|impasse de la Pelote|square du Métier-Neuf
"""
TREES = """
allée des Tilleuls|allée des Érables|allée des Charmes|allée des Bouleaux|allée des Frênes
allée des Saules|allée des Merisiers|allée des Sorbiers|allée des Aulnes|allée des Noisetiers
allée des Ormes|rue du Grand-Chêne|rue des Cèdres|rue des Mélèzes|rue des Platanes
rue des Acacias|place des Catalpas|square des Genévriers|rue du Château-d’Eau|rue de la Crête
rue du Panorama|passerelle du Plateau|allée des Ifs|allée des Hêtres|allée des Pins
mail des Peupliers|allée des Noyers|rue des Alisiers|place du Haut-Champ|rue des Trois-Tours
"""
GARDENS = """
rue des Lilas|rue des Pivoines|rue des Iris|rue des Jonquilles|rue des Capucines|rue des Dahlias
rue du Potager|rue des Semailles|rue de la Serre|rue des Maraîchers|rue des Groseilliers
chemin des Cressonnières|rue du Verger|rue des Cerisiers|rue des Poiriers|rue des Coquelicots
rue des Bleuets|sentier des Abeilles|rue du Rucher|rue de la Grange|rue des Moissons
rue de la Gerbe|rue du Pré-aux-Oies|rue de la Mare|rue des Hirondelles|rue des Mésanges
rue du Rouge-Gorge|rue de l’Alouette|impasse des Merles|chemin du Halage-Sud|rue des Bruyères
rue de la Houblonnière|rue du Colza|rue du Tournesol|rue des Primevères|rue des Violettes
"""
WATER = """
rue de l’Écluse|rue du Batelier|rue des Péniches|rue du Gué|rue des Lavandières|rue du Rouissage
rue des Fileuses|rue de la Carderie|rue du Peignage|rue de la Vapeur|rue de la Chaudière
rue de la Grande-Cheminée|rue des Bobineuses|rue de la Cour-Verte|cour de la Lune|cour du Soleil
rue de l’Horloge-du-Travail|rue du Magasin-aux-Laines|rue de la Balance|rue du Port-au-Charbon
rue des Mariniers|passage de la Passerelle|rue de la Roue|rue du Bief|rue de l’Usine-à-Gaz
quai des Laines|rue de la Coopérative|rue de la Solidarité|rue du Familistère|rue des Rattacheurs
"""
OLD = """
rue des Drapiers|rue de la Grande-Boucherie|rue des Potiers|rue du Four-Banal|rue des Cordeliers
rue de la Vieille-Halle|rue du Puits|rue de l’Arbalète|rue du Beffroi|place de l’Église
rue des Chaudronniers|rue de la Cloche|rue du Pot-d’Étain|rue des Sœurs-Noires|rue de l’Hôpital
ruelle du Chat|rue des Remparts|rue de la Porte-Haute|rue de la Porte-de-l’Eau|rue du Collège
rue de la Monnaie|rue des Tonneliers|rue du Marché-aux-Toiles|rue de l’Abreuvoir|rue du Vieux-Pont
"""
SCIENTISTS = """
rue Marie-Curie|rue Sophie-Germain|rue Ada-Lovelace|rue Émilie-du-Châtelet|rue Emmy-Noether
rue Caroline-Herschel|rue Mary-Anning|rue Maria-Sibylla-Merian|rue Henrietta-Leavitt
rue Sofia-Kovalevskaïa|rue Nicole-Reine-Lepaute|rue Jeanne-Barret|rue Irène-Joliot-Curie
rue Marguerite-Perey|rue Hypatie|rue Maria-Mitchell|rue Agnès-Pockels
rue Lise-Meitner|rue Rosalind-Franklin|rue Alice-Ball|rue Grace-Hopper|rue Barbara-McClintock
rue Cecilia-Payne|rue Annie-Cannon|rue Maria-Agnesi|rue Laura-Bassi|rue Dorothy-Hodgkin
rue Chien-Shiung-Wu|rue Inge-Lehmann|rue Williamina-Fleming|rue Mary-Somerville
rue du Nord|rue du Midi|rue de l’Avenir|rue du Progrès|rue de l’Union|rue Traversière
rue Haute|rue Basse|rue du Stade|rue de la Piscine|rue du Parc|rue de l’Étang|rue de la Fontaine
rue des Poètes|rue des Musiciens|rue du Théâtre|rue de l’Orphéon|rue de la Fanfare|rue du Cirque
rue de l’Aurore|rue du Crépuscule|rue de la Rosée|rue du Givre|rue des Quatre-Saisons
rue du Loriot|rue de la Fauvette|rue du Pinson|rue du Héron|rue du Martin-Pêcheur|rue du Roitelet
rue de la Paix|rue de la Fraternité|rue du Repos|rue des Écoles|rue Neuve|rue de Traverse
"""


def listed(text: str) -> list[str]:
    """Return the names of one of these lists."""
    return [nom.strip() for line in text.split("\n") for nom in line.split("|") if nom.strip()]


OF_QUARTER = {
    "Les Tisserands": listed(WEAVING),
    "Haut-Champ": listed(TREES),
    "Les Courtils": listed(GARDENS),
    "La Filature": listed(WATER),
    "Centre": listed(OLD),
}
SHARED = listed(SCIENTISTS)
