"""The addresses that programs alone read; they have no language."""

from django.urls import path

from claims.public import cards, datafeed, sitemaps

app_name = "machines"
urlpatterns = [
    path("oembed", cards.oembed, name="oembed"),
    path("feeds/claimreview.json", datafeed.data_feed, name="claimreview"),
    path("feeds/claimreview.jsonl", datafeed.lines, name="claimreview-lines"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemaps/<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
