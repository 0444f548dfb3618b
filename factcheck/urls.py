from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from factcheck import health

admin.autodiscover()

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Editors have one first page.
    path("admin/", RedirectView.as_view(pattern_name="desk:home")),
    path("admin/", admin.site.urls),
    path("desk/", include("claims.desk.urls")),
    # Before the public's, whose last line answers for every address that is none.
    path("api/", include("claims.api.urls")),
    path("api/", include("claims.public.api_urls")),
    path("v1alpha1/", include("claims.public.google_urls")),
    path("", include("claims.public.machine_urls")),
    *i18n_patterns(
        path("", include("claims.letters.urls")),
        path("", include("claims.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "claims.public.views.bad_request"
handler403 = "claims.desk.views.base.permission_denied"
handler404 = "claims.public.views.page_not_found"
handler500 = "claims.public.views.server_error"
