from django.apps import AppConfig


class ConversationsRoom(AppConfig):
    name = "heard.conversations"
    label = "conversations"

    def ready(self) -> None:
        from heard.conversations import standing

        standing.offer_all()
