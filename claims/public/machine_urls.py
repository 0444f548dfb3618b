"""The addresses that programs alone read; they have no language."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from claims.public import cards, datafeed, downloads, sitemaps, well_known

app_name = "machines"


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer an assistant. Loaded when first asked: the protocol's package costs every command a second otherwise."""
    response: HttpResponse = import_module("claims.public.assistants").serve(request)
    return response


urlpatterns = [
    path("oembed", cards.oembed, name="oembed"),
    path("feeds/claimreview.json", datafeed.data_feed, name="claimreview"),
    path("feeds/claimreview.jsonl", datafeed.lines, name="claimreview-lines"),
    path("data/<str:release>/<str:name>", downloads.file, name="release-file"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemaps/<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path("mcp", mcp, name="mcp"),
]
