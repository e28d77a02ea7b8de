"""A file is fetched whole or not at all, within bounds, and never from an internal address."""

import gzip
import hashlib
import socket
import threading
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from maillage.sources import addresses
from maillage.sources.addresses import FetchError, check_url, is_internal
from maillage.sources.http import Limits, fetch, name_in
from maillage.sources.tests.server import Server

CONTENT = b"id;nom\n" + b"".join(b"%d;Espace numerique\n" % n for n in range(20_000))
HOME = ip_network("127.0.0.0/8")


def say(handler, status=200, body=b"", *, length=None, **headers):
    """Answer; `length` may lie."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server():
    server = Server()
    yield server
    server.stop()


def limits(server, **changed):
    said = {"ports": frozenset({server.port}), "networks": (HOME,), "silence_s": 5.0}
    return Limits(**said | changed)


def get(server, path, where="/lieux.csv", **changed):
    return fetch(server.url + where, path, limits=limits(server, **changed), pause=lambda s: None)


def refusal(act):
    with pytest.raises(FetchError) as refused:
        act()
    return refused.value.code


def test_a_file_arrives_whole_with_its_name_its_size_and_its_seal(server, tmp_path):
    server.answer = lambda h: say(h, body=CONTENT)
    said = []
    path = tmp_path / "x"
    got = fetch(f"{server.url}/donnees/lieux%20d%C3%A9c.csv?a=1", path, limits=limits(server),
                progress=said.append)  # fmt: skip
    assert path.read_bytes() == CONTENT
    assert (got.name, got.size) == ("lieux déc.csv", len(CONTENT))
    assert got.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert said[-1] == len(CONTENT)
    assert server.asked[0]["path"] == "/donnees/lieux%20d%C3%A9c.csv?a=1"


def test_the_name_said_by_the_server_is_never_a_path(server, tmp_path):
    header = 'attachment; filename="../../etc/pass\u202ewd"'.encode().decode("latin-1")
    server.answer = lambda h: say(h, body=b"a", Content_Disposition=header)
    name = get(server, tmp_path / "x").name
    assert "/" not in name
    assert name.startswith("pass")
    assert name_in("https://clairmaille.example/") == "livraison"
    assert name_in("https://clairmaille.example/a/..%2f..%2fb.csv") == "b.csv"
    assert name_in("https://clairmaille.example/%2e%2e") == "livraison"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://clairmaille.example/a", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("https:///a.csv", "url_wrong"),
        ("https://[::1", "url_wrong"),
        ("https://clairmaille.example:99999/", "url_wrong"),
        ("https://clairmaille.example/a b", "url_wrong"),
        ("https://clairmaille.example/a\r\nHost: x", "url_wrong"),
        ("https://nom:secret@clairmaille.example/", "url_credentials"),
        ("https://@clairmaille.example/", "url_credentials"),
        ("https://clairmaille.example:22/", "url_port"),
        ("http://clairmaille.example:8080/", "url_port"),
    ],
)
def test_an_address_that_may_not_be_fetched_is_refused_before_any_network(url, code):
    assert refusal(lambda: check_url(url, ports=frozenset({80, 443}))) == code


INTERNAL = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1", "203.0.113.9",
    "::", "::1", "::127.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::",
    "2002:c0a8:101::1", "2001:0:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
    "64:ff9b:1::1", "2001:db8::1", "100::1", "5f00::1", "3fff::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_in_any_dress_is_internal(address):
    assert is_internal(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2a01:e0a::1", "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1"]
)  # fmt: skip
def test_an_address_of_the_open_internet_is_not(address):
    assert not is_internal(ip_address(address))


def test_a_network_that_was_allowed_is_allowed_and_no_other():
    allowed = (ip_network("10.1.2.0/24"),)
    assert not is_internal(ip_address("10.1.2.9"), allowed=allowed)
    assert not is_internal(ip_address("::ffff:10.1.2.9"), allowed=allowed)
    assert is_internal(ip_address("10.1.3.9"), allowed=allowed)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "127.1",
             "[::ffff:127.0.0.1]", "0"]
)  # fmt: skip
def test_this_machine_is_not_fetched_under_any_of_its_names(server, tmp_path, host):
    server.answer = lambda h: say(h, body=CONTENT)
    url = f"http://{host}:{server.port}/"
    ports = frozenset({server.port})
    code = refusal(lambda: fetch(url, tmp_path / "x", limits=Limits(ports=ports)))
    assert code in {"host_internal", "host_unknown"}
    assert server.asked == []


def pretend(monkeypatch, *answers):
    """Let names lead where a test says, one answer after the other."""
    left = list(answers)

    def getaddrinfo(host, port, **options):
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)


def test_one_internal_address_among_others_is_enough_to_refuse(monkeypatch, tmp_path):
    pretend(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    url = "http://clairmaille.example/"
    assert refusal(lambda: fetch(url, tmp_path / "x", limits=Limits())) == "host_internal"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch, server, tmp_path):
    """DNS rebinding: a second resolution would lead elsewhere; there is none."""
    asked = []
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *more, **options):
        asked.append(host)
        return real("127.0.0.1" if host == "clairmaille.example" else host, port, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    server.answer = lambda h: say(h, body=CONTENT)
    url = f"http://clairmaille.example:{server.port}/a.csv"
    fetch(url, tmp_path / "x", limits=limits(server))
    assert asked.count("clairmaille.example") == 1
    assert server.asked[0]["Host"] == f"clairmaille.example:{server.port}"


def test_a_redirection_is_followed_and_its_address_checked(server, tmp_path):
    def answer(h):
        if h.path == "/lieux.csv":
            say(h, 302, Location="/la%20bas/été.csv".encode().decode("latin-1"))
        else:
            say(h, body=CONTENT)

    server.answer = answer
    assert get(server, tmp_path / "x").size == len(CONTENT)
    for where, code in [
        ("http://169.254.169.254/latest/meta-data/", "url_port"),
        (f"http://10.0.0.1:{server.port}/", "host_internal"),
        ("file:///etc/passwd", "url_scheme"),
        (f"http://a:b@127.0.0.1:{server.port}/", "url_credentials"),
    ]:
        server.answer = lambda h, where=where: say(h, 301, Location=where)
        assert refusal(lambda: get(server, tmp_path / "x")) == code


def test_redirections_that_turn_in_circles_end(server, tmp_path):
    server.answer = lambda h: say(h, 302, Location="/encore")
    assert refusal(lambda: get(server, tmp_path / "x")) == "redirections"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "not_found"), (410, "not_found"), (403, "forbidden"), (401, "forbidden"),
     (500, "cut"), (503, "cut"), (204, "status"), (304, "status"), (302, "status")],
)  # fmt: skip
def test_an_answer_without_the_file_is_said(server, tmp_path, status, code):
    server.answer = lambda h: say(h, status)
    assert refusal(lambda: get(server, tmp_path / "x")) == code


def test_an_empty_file_is_said(server, tmp_path):
    server.answer = lambda h: say(h, 200)
    assert refusal(lambda: get(server, tmp_path / "x")) == "empty"


def test_a_file_too_large_is_refused_as_announced_or_as_it_comes(server, tmp_path):
    server.answer = lambda h: say(h, body=CONTENT[:10], length=10**12)
    assert refusal(lambda: get(server, tmp_path / "x")) == "too_large"

    def endless(h):
        h.send_response(200)
        h.end_headers()
        try:
            while True:
                h.wfile.write(CONTENT)
        except OSError:
            pass

    server.answer = endless
    path = tmp_path / "y"
    assert refusal(lambda: get(server, path, total_bytes=10**6)) == "too_large"
    assert path.stat().st_size <= 10**6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_for_a_small_file_too(server):
    server.answer = lambda h: say(h, body=b"id;nom\n")
    with pytest.raises(FetchError, match="n’a plus de place") as refused:
        get(server, Path("/dev/full"))
    assert refused.value.code == "disk"


def test_a_small_answer_that_swells_is_stopped(server, tmp_path):
    bomb = gzip.compress(b"\0" * 30_000_000)
    server.answer = lambda h: say(h, body=bomb, Content_Encoding="gzip")
    path = tmp_path / "x"
    assert refusal(lambda: get(server, path, total_bytes=10**6)) == "too_large"
    assert path.stat().st_size <= 10**6


def test_a_compressed_transfer_is_read_and_a_broken_one_said(server, tmp_path):
    server.answer = lambda h: say(h, body=gzip.compress(CONTENT), Content_Encoding="gzip")
    assert get(server, tmp_path / "x").sha256 == hashlib.sha256(CONTENT).hexdigest()
    server.answer = lambda h: say(h, body=b"not gzip at all", Content_Encoding="gzip")
    assert refusal(lambda: get(server, tmp_path / "x")) == "gzip_corrupt"
    server.answer = lambda h: say(h, body=gzip.compress(CONTENT)[:-99], Content_Encoding="gzip")
    assert refusal(lambda: get(server, tmp_path / "x")) == "cut"
    server.answer = lambda h: say(h, body=CONTENT, Content_Encoding="br")
    assert refusal(lambda: get(server, tmp_path / "x")) == "encoding"


def in_parts(*, validator="ETag", forget_at=None):
    """Cut each answer in the middle, and give the rest to whoever asks for it."""
    n = 0

    def answer(h):
        nonlocal n
        n += 1
        seal = {validator: '"v1"' if validator == "ETag" else "Sat, 01 Aug 2026 08:00:00 GMT"}
        start = 0
        if (said := h.headers.get("Range")) and n != forget_at:
            assert h.headers["If-Range"] == seal[validator]
            start = int(said.removeprefix("bytes=").removesuffix("-"))
            seal["Content_Range"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        rest = CONTENT[start:]
        sent = rest if len(rest) < 100_000 else rest[: len(rest) // 2]
        say(h, 206 if start else 200, sent, length=len(rest), **seal)

    return answer


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_transfer_that_is_cut_goes_on_from_there(server, tmp_path, validator):
    server.answer = in_parts(validator=validator)
    path = tmp_path / "x"
    assert get(server, path).size == len(CONTENT)
    assert path.read_bytes() == CONTENT
    assert "Range" not in server.asked[0]
    assert all("Range" in asked for asked in server.asked[1:])
    assert len(server.asked) > 2


def test_a_server_that_forgets_where_it_was_starts_again(server, tmp_path):
    server.answer = in_parts(forget_at=2)
    path = tmp_path / "x"
    assert get(server, path, attempts=8).size == len(CONTENT)
    assert path.read_bytes() == CONTENT


def test_the_rest_of_another_file_is_never_added(server, tmp_path):
    n = 0

    def answer(h):
        nonlocal n
        n += 1
        if n == 1:
            say(h, body=CONTENT[:1000], length=len(CONTENT), ETag='"v1"')
        elif n == 2:  # a part, but not the one that was asked for
            say(h, 206, b"x" * 50, Content_Range=f"bytes 7-56/{len(CONTENT)}")
        else:
            assert "Range" not in h.headers
            say(h, body=CONTENT)

    server.answer = answer
    path = tmp_path / "x"
    get(server, path)
    assert path.read_bytes() == CONTENT


def test_a_file_that_never_arrives_whole_is_said(server, tmp_path):
    server.answer = lambda h: say(h, body=CONTENT[:1000], length=len(CONTENT))
    assert refusal(lambda: get(server, tmp_path / "x")) == "cut"
    assert len(server.asked) == 4


def test_a_server_that_sends_a_byte_at_a_time_is_left(server, tmp_path):
    go_on = threading.Event()

    def drip(h):
        h.send_response(200)
        h.end_headers()
        try:
            while not go_on.wait(0.05):
                h.wfile.write(b"x")
                h.wfile.flush()
        except OSError:
            pass

    server.answer = drip
    code = refusal(lambda: get(server, tmp_path / "x", total_s=0.6))
    go_on.set()
    assert code == "too_slow"


def test_a_server_that_says_nothing_at_all_is_left(server, tmp_path):
    go_on = threading.Event()
    server.answer = lambda h: go_on.wait(30) and None
    code = refusal(lambda: get(server, tmp_path / "x", total_s=0.6))
    go_on.set()
    assert code == "too_slow"


def test_an_answer_that_is_not_http_is_said(tmp_path):
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def serve():
        for _ in range(4):
            sock, _ = listening.accept()
            with sock:
                sock.recv(1000)
                sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    allowed = Limits(ports=frozenset({port}), networks=(HOME,), silence_s=2, attempts=1)
    url = f"http://127.0.0.1:{port}/"
    assert refusal(lambda: fetch(url, tmp_path / "x", limits=allowed)) == "answer_unreadable"
    listening.close()


def test_nobody_at_the_address_is_said(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    allowed = Limits(ports=frozenset({port}), networks=(HOME,), attempts=2)
    url = f"http://127.0.0.1:{port}/"
    paused = []
    assert refusal(
        lambda: fetch(url, tmp_path / "x", limits=allowed, pause=paused.append)
    ) == "cut"  # fmt: skip
    assert paused == [1.0]
