"""The addresses of the forms for readers, in each language."""

from django.urls import path

from claims.letters import views
from claims.public import converters

converters.register()

app_name = "letters"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/<publicid:claim_id>/", views.report, name="report-claim"),
    path("suggest/", views.suggest, name="suggest"),
    path("sent/<publicid:public_id>/", views.sent, name="sent"),
]
