from django.apps import AppConfig


class JudgementRoom(AppConfig):
    name = "heard.judgement"
    label = "judgement"

    def ready(self) -> None:
        from heard.journal import warming
        from heard.judgement import acts

        warming.offer(acts.load)
