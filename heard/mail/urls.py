from django.urls import path

from heard.mail import views

app_name = "mail"
urlpatterns = [
    path("mailboxes/", views.mailboxes, name="mailboxes"),
    path("mailbox/", views.mailbox, name="add_mailbox"),
    path("mailbox/<int:pk>/", views.mailbox, name="mailbox"),
    path("outgoing/<int:pk>/settle/", views.settle, name="settle"),
]
