from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "heard.people"
    label = "people"
