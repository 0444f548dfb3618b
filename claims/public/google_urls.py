"""Addresses under /v1alpha1/, as Google's clients know them."""

from django.urls import path, re_path

from claims.public import google

app_name = "google"
urlpatterns = [
    path("claims:search", google.Search.as_view(), name="search"),
    path("claims:imageSearch", google.ImageSearch.as_view(), name="image-search"),
    re_path(r"^pages(/|$)", google.Pages.as_view(), name="pages"),
    re_path(r"", google.Nothing.as_view(), name="nothing"),
]
