from django.urls import path

from heard.mail import views

app_name = "mail"
urlpatterns = [
    path("mailboxes/", views.mailboxes, name="mailboxes"),
    path("mailbox/", views.mailbox, name="add_mailbox"),
    path("mailbox/<int:pk>/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/again/", views.fetch_again, name="fetch_again"),
    path("mailbox/<int:pk>/all-well/", views.all_is_well, name="all_is_well"),
    path("mailbox/<int:pk>/consent/", views.ask_for_consent, name="ask_for_consent"),
    path("consent/", views.consent_given, name="consent_given"),
]
