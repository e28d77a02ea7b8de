"""What the tests of the open services share: an answer as JSON, and a query count."""

import json


def answer_of(client, url, status=200, **headers):
    """Return the response to a program, which must have this status."""
    response = client.get(url, headers={"Accept": "application/json", **headers})
    assert response.status_code == status, (url, response.status_code)
    return response


def text_of(response):
    """Return the body of a response, sent whole or piece by piece."""
    return (b"".join(response) if response.streaming else response.content).decode()


def body_of(client, url, status=200):
    """Return the JSON of an answer."""
    return json.loads(text_of(answer_of(client, url, status)))


def refusal_of(client, url, status=400):
    """Return the sentence of a refusal, which must be a problem document."""
    response = answer_of(client, url, status)
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == status
    assert problem["title"]
    return problem["detail"]
