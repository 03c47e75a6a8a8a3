from django.apps import AppConfig


class MailRoom(AppConfig):
    name = "heard.mail"
    label = "mail"
