from django.apps import AppConfig


class MailRoom(AppConfig):
    name = "heard.mail"
    label = "mail"

    def ready(self) -> None:
        from heard.journal import warming
        from heard.mail import reader

        warming.offer(reader.stand_by)
