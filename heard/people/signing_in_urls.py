"""Signing in and choosing a password: of the library's pages these answer, and no other."""

from allauth.account.urls import urlpatterns as of_the_library

from heard.people.advising.door import SIGNING_IN

urlpatterns = [page for page in of_the_library if page.name in SIGNING_IN]
