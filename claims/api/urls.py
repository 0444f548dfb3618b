"""The desk's addresses under /api/v1/; where the public reads at the same address, its view does."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_view

from claims.api.description import described
from claims.api.operations import Operation
from claims.api.table import OPERATIONS
from claims.api.views import OperationView, by_method
from claims.public import api_urls

PUBLIC = {str(pattern.pattern): pattern.callback for pattern in api_urls.urlpatterns}


def _view(operations: list[Operation]) -> type[OperationView]:
    def read(self: OperationView, request: Any, public_id: str = "") -> Any:
        return self.read(request, public_id)

    def write(self: OperationView, request: Any, public_id: str = "") -> Any:
        return self.write(request, public_id)

    name = "".join(part.capitalize() for part in operations[0].name.split("_"))
    methods: dict[str, Any] = {
        operation.method.lower(): write if operation.is_write else read for operation in operations
    }
    made = type(
        f"{name}View",
        (OperationView,),
        {
            "operations": {operation.method: operation for operation in operations},
            "http_method_names": [*methods, *(["head"] if "get" in methods else [])],
            "__doc__": operations[0].summary,
            **methods,
        },
    )
    return extend_schema_view(**{one.method.lower(): described(one) for one in operations})(made)


def _patterns() -> list[URLPattern]:
    by_path: dict[str, list[Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, []).append(operation)
    patterns = []
    for place, operations in by_path.items():
        route = "v1/" + place.replace("{public_id}", "<publicid:public_id>")
        view: Any = _view(operations).as_view()
        if public := PUBLIC.get(route):
            shared: Any = by_method(public, view, tuple(operation.method for operation in operations))
            # The description asks which class answers.
            shared.cls, shared.initkwargs, shared.view_class = view.cls, view.initkwargs, view.cls
            view = shared
        patterns.append(path(route, view, name=operations[0].name))
    return patterns


app_name = "desk-api"
urlpatterns = _patterns()
