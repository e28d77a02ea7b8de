"""Hand-made files, one for each description of the catalogue, with what must be read in them."""

# Code of the description → (columns, rows, values expected by code of zone).
# A value alone is known; "s" is a secret, "m" a missing cell.
SAMPLES = {
    "arcep-ftth-communes-2018": (
        "Code commune;Champ;T3 2017;T4 2017;T1 2018",
        ["59999;Locaux Raccordables;80;90;1 250", "59999;Catégorie;25;25;25",
         "1004;Locaux Raccordables;1;2;3"],
        {"59999": {"fibre_dwellings": 1250}, "01004": {"fibre_dwellings": 3}},
    ),
    "arcep-ftth-epci-2018": (
        "Siren EPCI;Champ;T3 2017;T4 2017;T1 2018",
        ["299999999;Locaux Raccordables;80;90;0", "299999999;Catégorie;25;25;25"],
        {"299999999": {"fibre_dwellings": 0}},
    ),
    "caf-iris-2021": (
        "iris_code;note;a;percou;am;aaah;appa;arsas",
        ["599990101;0;100;250;20;10;40;30", "599990102;0;90;200;;;35;25", "599990103;2;7;7;7;7;7;7",
         "599990104;0;12;30;;;;"],
        {
            "599990101": {"caf_recipients": 100, "caf_covered": 250, "caf_single_parents": 20,
                          "caf_aah": 10, "caf_activity": 40, "caf_rsa": 30, "caf_exposed": 80},
            # The sum of the three leaves out the hidden cell: a known minimum.
            "599990102": {"caf_recipients": 90, "caf_covered": 200, "caf_single_parents": "s",
                          "caf_aah": "s", "caf_activity": 35, "caf_rsa": 25, "caf_exposed": 60},
            "599990103": dict.fromkeys(
                ("caf_recipients", "caf_covered", "caf_single_parents", "caf_aah", "caf_activity",
                 "caf_rsa", "caf_exposed"), "s"),
            "599990104": {"caf_recipients": 12, "caf_covered": 30, "caf_single_parents": "s",
                          "caf_aah": "s", "caf_activity": "s", "caf_rsa": "s", "caf_exposed": "s"},
        },
    ),
    "insee-filosofi-carreaux-2017": (
        "id;num_people;mean_std_living;poverty_ratio",
        ["CRS3035RES200mN1E1;12,5;21000;0.205", "CRS3035RES200mN1E2;0;;1e-05"],
        {
            "CRS3035RES200mN1E1": {"grid_population": 12.5, "mean_living_standard_eur": 21000,
                                   "poor_households_pct": 20.5},
            "CRS3035RES200mN1E2": {"grid_population": 0, "mean_living_standard_eur": "m",
                                   "poor_households_pct": 0.001},
        },
    ),
    "insee-filosofi-communes-2021": (
        "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21",
        ["59999;1000;2500;18 530;24,0;s;6,1", "2A004;20;41;s;s;s;s", "01004;5;9;nd;;NA;"],
        {
            "59999": {"taxed_households": 1000, "taxed_people": 2500, "median_income_eur": 18530,
                      "poverty_rate_pct": 24, "young_poverty_rate_pct": "s",
                      "social_benefits_pct": 6.1},
            "2A004": {"taxed_households": 20, "taxed_people": 41, "median_income_eur": "s",
                      "poverty_rate_pct": "s", "young_poverty_rate_pct": "s",
                      "social_benefits_pct": "s"},
            "01004": {"taxed_households": 5, "taxed_people": 9, "median_income_eur": "m",
                      "poverty_rate_pct": "m", "young_poverty_rate_pct": "m",
                      "social_benefits_pct": "m"},
        },
    ),
    "insee-filosofi-iris-declare-2021": (
        "IRIS;DEC_MED21;DEC_TP6021;DEC_PCHO21",
        ["10040101;19330;29,0;3,2", "599990101;ns;ns;nd"],
        {
            "010040101": {"median_declared_income_eur": 19330, "low_declared_income_pct": 29,
                          "unemployment_benefit_pct": 3.2},
            "599990101": {"median_declared_income_eur": "s", "low_declared_income_pct": "s",
                          "unemployment_benefit_pct": "m"},
        },
    ),
    "insee-illectronisme-epci-2019": (
        "Code EPCI;Taux (en %);Nombre",
        ["299999999;18,7;3 346", "299999998;16 %;-"],
        {
            "299999999": {"illectronism_pct": 18.7, "illectronism": 3346},
            "299999998": {"illectronism_pct": 16, "illectronism": "m"},
        },
    ),
    "dgcl-populations-communes-2026": (
        "insee;nom;pmun_2026",
        ["59999;Clairmaille;38 412", "1001;L’Abergement;0"],
        {"59999": {"population": 38412}, "01001": {"population": 0}},
    ),
    "anct-qpv-2015-occitanie": (
        "code_qp;nom_qp;pop_mun;tp60",
        ["QP099001;La Filature;1 177;40,2", "qp099002;Le Rouet;900;"],
        {
            "QP099001": {"qpv_population": 1177, "qpv_poverty_rate_pct": 40.2},
            "QP099002": {"qpv_population": 900, "qpv_poverty_rate_pct": "m"},
        },
    ),
}  # fmt: skip


def written(value, state):
    """Return a value as the samples write it."""
    return {"secret": "s", "missing": "m"}.get(state, value)
