"""The addresses that programs alone read; they have no language."""

from django.urls import path

from claims.public import feeds

app_name = "machines"
urlpatterns = [
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
