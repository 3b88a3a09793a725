"""What the head of every page says once to readers and once to the sites where it is shared."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_block_tag
def titled(content):
    """The page's title, of which Open Graph wants a copy without the name of the site."""
    return format_html(
        "<title>{0} · Bali Process record</title>\n"
        '  <meta property="og:title" content="{0}">\n'
        '  <meta property="og:site_name" content="Bali Process record">',
        content,
    )
