from django.apps import AppConfig


class JudgementRoom(AppConfig):
    name = "heard.judgement"
    label = "judgement"
