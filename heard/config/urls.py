"""The addresses of the house: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("heard.people.signing_in_urls")),
    path("look/", include("heard.look.urls")),
    path("people/", include("heard.people.urls")),
    path("mail/", include("heard.mail.urls")),
    path("philosophy/", include("heard.philosophy.urls")),
    path("conversations/", include("heard.conversations.urls")),
    path("heat/", include("heard.heat.urls")),
    path("situations/", include("heard.situations.urls")),
    path("listening/", include("heard.listening.urls")),
    path("holding/", include("heard.holding.urls")),
    path("huddles/", include("heard.huddles.urls")),
    path("decisions/", include("heard.decisions.urls")),
    path("closing/", include("heard.closing.urls")),
    path("journal/", include("heard.journal.urls")),
    path("", include("heard.listening.outside_urls")),
    path("", include("heard.closing.outside_urls")),
    path("", include("heard.philosophy.outside_urls")),
    path("", include("heard.desk.urls")),
]
