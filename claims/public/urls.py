"""The addresses of the public pages, in each language."""

from django.urls import path

from claims.public import cards, converters, downloads, feeds, views

converters.register()

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("claims/", views.claims, name="claims"),
    path("claims/<publicid:public_id>/", views.claim, name="claim-short"),
    path("claims/<publicid:public_id>/<slug:slug>/", views.claim, name="claim"),
    path("statements/<publicid:public_id>/", views.statement, name="statement"),
    path("speakers/", views.speakers, name="speakers"),
    path("speakers/<publicid:public_id>/", views.speaker, name="speaker-short"),
    path("speakers/<publicid:public_id>/<slug:slug>/", views.speaker, name="speaker"),
    path("outlets/", views.outlets, name="outlets"),
    path("outlets/<publicid:public_id>/", views.outlet, name="outlet-short"),
    path("outlets/<publicid:public_id>/<slug:slug>/", views.outlet, name="outlet"),
    path("documents/<publicid:public_id>/", views.document, name="document"),
    path("topics/", views.topics, name="topics"),
    path("topics/<publicid:public_id>/", views.topic, name="topic-short"),
    path("topics/<publicid:public_id>/<slug:slug>/", views.topic, name="topic"),
    path("search/", views.search, name="search"),
    path("methodology/", views.methodology, name="methodology"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/<publicid:public_id>/", views.correction, name="correction"),
    path("checkpoints/", views.checkpoints, name="checkpoints"),
    path("checkpoints/<publicid:public_id>/", views.checkpoint, name="checkpoint"),
    path("data/", downloads.data, name="data"),
    path("feeds/claims.atom", feeds.atom, name="claims-atom"),
    path("feeds/claims.json", feeds.json, name="claims-json"),
    path("embed/claims/<publicid:public_id>/", cards.embed, name="embed"),
    path("share/claims/<publicid:public_id>.png", cards.picture, name="picture"),
]
