"""A photograph that a person sends, made safe and light: two JPEGs, of a card and of a page.

Nothing of the file is kept but its pixels, turned the right way: no place, no date, no device.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from maillage.web.errors import DomainError

MOST_BYTES = 15 * 1024**2
# A telephone makes 50 million; a "bomb" says billions in a few bytes.
MOST_PIXELS = 64_000_000
LEAST_WIDTH, LEAST_HEIGHT = 320, 240
KINDS = ("JPEG", "PNG", "WEBP")
# Twice what a card shows (8 by 6 rem), so that it is sharp on a telephone.
CARD = (320, 240)
PAGE = 960
# Greatest weights, bytes: twenty cards weigh less than one photograph of a telephone.
MOST_CARD, MOST_PAGE = 18_000, 90_000
_QUALITIES = (78, 70, 62, 54, 46, 38, 30)
# Brands of ISO files of telephones: HEIC.
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class PhotoRefused(DomainError):
    """The bytes are none of the kinds that are read, or are cut."""

    code = "photo_refused"
    message = _(
        "Ce fichier n’est pas une photo que nous savons lire, ou il est abîmé : envoyez une photo "
        "JPEG, PNG ou WebP, par exemple celle que fait un téléphone."
    )
    status = 422


class PhotoHeic(DomainError):
    """An iPhone set to save room."""

    code = "photo_heic"
    message = _(
        "Cette photo est au format HEIC, celui des iPhone, que beaucoup d’appareils ne savent pas "
        "montrer. Sur l’iPhone : Réglages, Appareil photo, Formats, « Le plus compatible », puis "
        "refaites la photo. Ou envoyez-la-vous par e-mail : elle devient une photo JPEG."
    )
    status = 422


class PhotoTooLarge(DomainError):
    """Too many bytes, or so many pixels that reading it would fill the memory."""

    code = "photo_too_large"
    message = _(
        "Cette photo est trop grande : {megabytes} Mo et {megapixels} millions de points au plus. "
        "Refaites-la avec un téléphone, sans réglage particulier."
    )
    status = 413


class PhotoTooSmall(DomainError):
    """Nobody would recognise a door."""

    code = "photo_too_small"
    message = _(
        "Cette photo est trop petite pour reconnaître une porte : il faut au moins {width} points "
        "sur {height}."
    )
    status = 422


@dataclass(frozen=True, slots=True)
class Photograph:
    """Two JPEGs of one photograph, and the size of the larger, in pixels."""

    card: bytes
    page: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the digest by which both files are named."""
        return hashlib.sha256(self.page + self.card).hexdigest()


def read_photograph(content: BinaryIO) -> Photograph:
    """Return a photograph turned as its camera says, cut and pressed, without anything else.

    Raises PhotoTooLarge, PhotoHeic, PhotoRefused, PhotoTooSmall.
    """
    data = content.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_large()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise PhotoHeic
    image = _pixels(data)
    if image.width < LEAST_WIDTH or image.height < LEAST_HEIGHT:
        raise PhotoTooSmall(width=LEAST_WIDTH, height=LEAST_HEIGHT)
    page = image.copy()
    page.thumbnail((PAGE, PAGE), Image.Resampling.LANCZOS)
    card = ImageOps.fit(image, CARD, Image.Resampling.LANCZOS)
    card_bytes, _size = _pressed(card, MOST_CARD)
    page_bytes, (width, height) = _pressed(page, MOST_PAGE)
    return Photograph(card=card_bytes, page=page_bytes, width=width, height=height)


def _pixels(data: bytes) -> Image.Image:
    """Return the pixels in sRGB, the right way up, with nothing beside them."""
    try:
        # Only the head is read here: the size is known before any memory is taken.
        opened = Image.open(io.BytesIO(data), formats=KINDS)
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_large()
        # JPEG alone: decoded at a half or a quarter where that is enough.
        opened.draft("RGB", (2 * PAGE, 2 * PAGE))
        image = ImageOps.exif_transpose(opened)
        image = _in_srgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        # What Pillow raises of damaged files, whatever their damage.
        raise PhotoRefused from error
    # Comments and marks of the file would follow its pixels into the next one.
    image.info = {}
    return image


def _too_large() -> PhotoTooLarge:
    return PhotoTooLarge(megabytes=MOST_BYTES // 1024**2, megapixels=MOST_PIXELS // 1_000_000)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return an image in three colours; what was seen through becomes white."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            image = converted or image
        except ImageCms.PyCMSError:
            pass  # a damaged profile: colours are a little off, the door is still known
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return image.convert("RGB")


def _pressed(image: Image.Image, most_bytes: int) -> tuple[bytes, tuple[int, int]]:
    """Return a JPEG that weighs no more than so many bytes, and its size, smaller if it must."""
    while True:
        for quality in _QUALITIES:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= most_bytes:
                return out.getvalue(), image.size
        # Noise: a few more pixels less, seen at the same size.
        image = image.resize((image.width * 3 // 4, image.height * 3 // 4))
