# Two commands are enough: `make run` and `make test`. Everything else is detail.
# The work is done by tools/, in the standard library, with the Python of the machine.
PYTHON ?= python3
SETUP = $(PYTHON) tools/setup.py
MAKEFLAGS += --no-print-directory
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check install bench rows docs clean

help:
	@echo "make run      le site, avec une ville fictive   (make run PORT=8080)"
	@echo "make test     tous les essais                   (make test ARGS=\"-k horaires\")"
	@echo "make check    style, types, contrats d'import"
	@echo "make bench    mesures de rapidité"
	@echo "make rows     ce que les essais prouvent du registre"
	@echo "make docs     pages de documentation produites par le code"
	@echo "make install  prépare sans rien lancer"
	@echo "make clean    efface ce qui a été produit (garde var/)"

run test check install bench rows docs:
	@command -v $(PYTHON) >/dev/null || { echo "Il manque Python 3.11 à 3.13 : « sudo apt install python3 python3-venv » | Python 3.11 to 3.13 is missing."; exit 1; }
	@exec $(SETUP) $@ $(ARGS)

clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .import_linter_cache .hypothesis
