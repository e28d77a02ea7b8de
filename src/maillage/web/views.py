"""Pages that belong to no application."""

from collections.abc import Sequence
from dataclasses import dataclass

from csp.constants import NONE
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from maillage.web.contrast import stylesheet
from maillage.web.kept import Kept, everything_kept
from maillage.web.pages import render_page
from maillage.web.sprite import icon_names


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def colours(request: HttpRequest) -> HttpResponse:
    """The stylesheet of a town that has its own colours."""
    if not settings.COLOURS:
        raise Http404
    return HttpResponse(stylesheet(settings.COLOURS), content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=365 * 86400, immutable=True)
@csp({"default-src": [NONE], "style-src": ["'unsafe-inline'"], "sandbox": True})
def logo(request: HttpRequest) -> HttpResponse:
    """The logo of a town that has one; opened by itself, it can do nothing but draw."""
    if settings.LOGO is None:
        raise Http404
    return HttpResponse(settings.LOGO.content, content_type=settings.LOGO.content_type)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by habit: the mark of the town, or ours wherever its hashed name is."""
    if settings.LOGO is not None:
        return HttpResponseRedirect(f"{reverse('web:logo')}?{settings.LOGO.mark}")
    return HttpResponseRedirect(static("web/mark.svg"))


class SampleForm(forms.Form):
    """A form for the page of components: one field of each kind."""

    first_name = forms.CharField(label="Votre prénom")
    telephone = forms.CharField(
        label="Un numéro de téléphone",
        help_text="Le vôtre ou celui d’un proche.",
        widget=forms.TextInput(attrs={"type": "tel", "class": "short"}),
    )
    day = forms.ChoiceField(
        label="Jour",
        choices=[("", "—"), ("1", "Lundi")],
        error_messages={"required": "Choisissez un jour."},
    )
    words = forms.CharField(
        label="Ce que vous voulez nous dire",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_telephone(self) -> str:
        digits = sum(c.isdigit() for c in self.cleaned_data["telephone"])
        if digits < 10:
            raise forms.ValidationError(
                f"Il manque des chiffres : nous en lisons {digits}, il en faut 10."
            )
        return str(self.cleaned_data["telephone"])


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """All that web/components.html may use."""

    form: SampleForm
    icons: tuple[str, ...]
    steps: tuple[str, ...] = ("L’heure", "Vous", "Votre code")


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every piece of the interface in each of its states, made of what the pages include."""
    form = SampleForm({"first_name": "Samira", "telephone": "01 99 00 21", "day": ""})
    icons = tuple(sorted(icon_names() - {"mark"}))
    return render_page(request, ComponentsPage(form, icons), "web/components.html")


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page that only uses `site`."""


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked for people with a disability, what was not, and whom to tell."""
    return render_page(request, PlainPage(), "web/accessibility.html")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """All that web/personal_data.html may use."""

    residents: Sequence[Kept]
    staff: Sequence[Kept]


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long, who sees it: told by each module that is on."""
    kept = everything_kept()
    page = KeptPage(
        residents=[row for row in kept if row.residents],
        staff=[row for row in kept if not row.residents],
    )
    return render_page(request, page, "web/personal_data.html")
