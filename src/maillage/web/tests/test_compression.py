"""Words travel compressed; what is a part of a file, or does not shrink, as it is."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from maillage.web.compression import CompressWords

WORDS = "Où imprimer un papier ? " * 100


def answered(response, accepts="gzip"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return CompressWords(lambda _request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/geo+json", "text/csv"])
def test_words_are_compressed_and_read_back(kind):
    answer = answered(HttpResponse(WORDS, content_type=kind))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == WORDS
    assert len(answer.content) < len(WORDS) / 4
    assert "Accept-Encoding" in answer["Vary"]


def test_who_does_not_read_gzip_gets_plain_words():
    answer = answered(HttpResponse(WORDS), accepts="br")
    assert "Content-Encoding" not in answer
    assert answer.content.decode() == WORDS


def test_a_stream_stays_a_stream():
    rows = (f"{n};Médiathèque\n" for n in range(1_000))
    answer = answered(StreamingHttpResponse(rows, content_type="text/csv"))
    assert answer.streaming
    told = gzip.decompress(b"".join(answer.streaming_content)).decode()
    assert told.count("Médiathèque") == 1_000


def test_parts_of_files_and_images_are_left_alone(tmp_path):
    part = HttpResponse(WORDS, status=206, content_type="text/plain")
    assert "Content-Encoding" not in answered(part)
    image = tmp_path / "porte.png"
    image.write_bytes(bytes(4_000))
    with image.open("rb") as file:
        answer = answered(FileResponse(file, content_type="image/png"))
        assert "Content-Encoding" not in answer
        assert b"".join(answer.streaming_content) == bytes(4_000)


def test_the_pages_of_the_site_are_compressed(client, db):
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "<h1" in gzip.decompress(answer.content).decode()
