"""A file from the hands of a person to the public pages: what the tests of it share."""

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.apps.imports.models import DeliveredFile, Delivery
from maillage.apps.imports.tests.factories import write_places
from maillage.web.jobs import run_waiting

AuditRow = apps.get_model("directory", "AuditRow")
NEW = "/pro/livraisons/nouvelle/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def table(tmp_path, rows, name="lieux.csv"):
    """Return a file of the national standard, as bytes."""
    return write_places(tmp_path / name, rows).read_bytes()


def send(desk, content, name="lieux.csv", **more):
    """Send a file as the form does; return the answer."""
    return desk.post(NEW, {"fichier": SimpleUploadedFile(name, content), "fin": "1", **more})


def received(desk, content, name="lieux.csv"):
    """Send a file, let the worker look at it, and return it."""
    answer = send(desk, content, name)
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    return DeliveredFile.objects.order_by("-pk").first()


def tried(desk, content, name="lieux.csv", producer="mjc"):
    """Send a file of the national standard and try it as that of a producer."""
    file = received(desk, content, name)
    said = {"source": "national", "producteur": producer}
    assert desk.post(f"{page(file)}source/", said).status_code == 302
    run_waiting()
    file.refresh_from_db()
    return file


def page(file):
    return f"/pro/livraisons/fichiers/{file.pk}/"


def shown(desk, address):
    answer = desk.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def imported(desk, content, name="lieux.csv", **said):
    """Take a file to its end and return its delivery."""
    file = tried(desk, content, name)
    assert file.state == "previewed", file.failure
    assert desk.post(f"{page(file)}importer/", said).status_code == 302
    run_waiting()
    file.refresh_from_db()
    assert file.state == "imported", file.failure
    return Delivery.objects.get(file=file)


def undone(desk, delivery):
    """Undo a delivery as a person does."""
    address = f"/pro/livraisons/{delivery.pk}/annuler/"
    assert "Annuler cette livraison ?" in shown(desk, address)
    assert desk.post(address).status_code == 302
    assert "L’annulation est en cours" in shown(desk, f"/pro/livraisons/{delivery.pk}/")
    run_waiting()
    delivery.refresh_from_db()
    return delivery
