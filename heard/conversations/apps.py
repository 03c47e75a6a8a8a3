from django.apps import AppConfig


class ConversationsRoom(AppConfig):
    name = "heard.conversations"
    label = "conversations"

    def ready(self) -> None:
        from heard.conversations import looking_back, staff_data, standing, surroundings
        from heard.philosophy import scope, trying

        standing.offer_all()
        staff_data.offer_all()
        scope.offer(surroundings.of)
        trying.offer(looking_back.letters)
