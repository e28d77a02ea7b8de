"""Reading a map exported by uMap: one row per point or shape, with the name of its layer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from maillage.sources.base import Row
from maillage.sources.delivery import UNREADABLE, Delivery, DeliveryError
from maillage.sources.encoding import UNREADABLE_ERRORS
from maillage.sources.platforms import shapes

LAYER = "couche"
FILE_LIMIT_BYTES = 30 * 1024**2
# How a layer names itself, by version of uMap.
_OPTIONS = ("_umap_options", "_storage", "_datalayer", "properties")


def rows(delivery: Delivery) -> Iterator[Row]:
    """Yield a row per feature: its properties, its layer, its point.

    A layer whose content is elsewhere is not fetched: it is a row with a `problem`. Raises
    DeliveryError "empty", "wrong_format", "json_invalid", "too_large".
    """
    delivery.expect("umap")
    text = delivery.content(FILE_LIMIT_BYTES).decode(delivery.encoding.codec, UNREADABLE_ERRORS)
    try:
        whole = json.loads(text.removeprefix("\ufeff"), parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise DeliveryError(
            "json_invalid",
            f"La carte {delivery.name} n’est pas lisible jusqu’au bout : exportez-la de nouveau "
            "depuis uMap (format umap). Rien n’est publié.",
        ) from error
    layers = whole.get("layers") if isinstance(whole, Mapping) else None
    items = layers if isinstance(layers, list) else []
    received = [values for layer in items for values in _features(layer)]
    columns = tuple(dict.fromkeys(name for values, _ in received for name in values))
    for number, (values, problem) in enumerate(received, start=1):
        if problem:
            yield Row(number, None, values, columns, problem, "remote_layer")
        elif UNREADABLE in json.dumps(values, ensure_ascii=False):
            problem = f"Point n° {number} : des caractères ne peuvent pas être lus."
            yield Row(number, None, values, columns, problem, "undecodable")
        else:
            yield Row(number, None, values, columns)


def _features(layer: object) -> Iterator[tuple[dict[str, Any], str]]:
    if not isinstance(layer, Mapping):
        return
    options: dict[str, Any] = {}
    for name in _OPTIONS:
        if isinstance(found := layer.get(name), Mapping):
            options = {**found, **options}
    title = str(options.get("name") or "")
    remote = options.get("remoteData")
    if isinstance(remote, Mapping) and remote.get("url"):
        problem = (
            f"La couche « {title} » prend ses points à une autre adresse, que nous ne suivons pas. "
            "Exportez ces points, ou donnez leur adresse comme une autre source."
        )
        yield {LAYER: title}, problem
    features = layer.get("features")
    for feature in features if isinstance(features, list) else ():
        if not isinstance(feature, Mapping):
            continue
        properties = feature.get("properties")
        said = properties.items() if isinstance(properties, Mapping) else ()
        # How a point is drawn is nothing that it says.
        values = {str(name): value for name, value in said if not str(name).startswith("_")}
        yield {**values, LAYER: title, **shapes.columns_of(feature.get("geometry"))}, ""
