"""Addresses under /api/. The last line answers for those that are none."""

from django.urls import path, re_path

from claims.public import api, converters
from claims.public.addresses import FOLDERS

converters.register()

app_name = "api"
urlpatterns = [
    path("v1/", api.Index.as_view(), name="index"),
    *(
        pattern
        for kind, (listed, one) in api.VIEWS.items()
        for pattern in (
            path(f"v1/{FOLDERS[kind]}/", listed.as_view(), name=f"{kind}-list"),
            path(f"v1/{FOLDERS[kind]}/<publicid:public_id>/", one.as_view(), name=f"{kind}-detail"),
        )
    ),
    *(
        path(f"v1/{FOLDERS[kind]}/<publicid:public_id>/{name}/", view.as_view(), name=f"{kind}-{name}")
        for (kind, name), view in api.PARTS.items()
    ),
    path("v1/scale/", api.Scale.as_view(), name="scale"),
    path("v1/changes/", api.Changes.as_view(), name="changes"),
    path("schema/", api.OpenApiView.as_view(), name="schema"),
    path("docs/", api.DocsView.as_view(), name="docs"),
    re_path(r"", api.nothing_here, name="nothing"),
]
