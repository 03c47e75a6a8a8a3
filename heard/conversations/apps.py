from django.apps import AppConfig


class ConversationsRoom(AppConfig):
    name = "heard.conversations"
    label = "conversations"
