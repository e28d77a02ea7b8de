"""Words, numbers and pictograms of the pages."""

from django import template

register = template.Library()
