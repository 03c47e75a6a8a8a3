"""The addresses at which everyone reads the philosophy, where the company has opened it."""

from django.urls import path

from heard.philosophy.views import public

urlpatterns = [
    path("how-we-treat-people/", public.current, name="philosophy_public_current"),
    path(
        "how-we-treat-people/<int:number>/<slug:language>/",
        public.version,
        name="philosophy_public",
    ),
]
