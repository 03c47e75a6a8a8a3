from django.apps import AppConfig


class HuddlesRoom(AppConfig):
    name = "heard.huddles"
    label = "huddles"

    def ready(self) -> None:
        from heard.conversations import cautions, claims
        from heard.huddles import inside, panel, rules, staff_data
        from heard.huddles.claim import claim
        from heard.philosophy import gate

        panel.offer_all()
        gate.offer(rules.ANOTHER_VOICE)
        staff_data.offer_all()
        claims.offer("huddles", claim)
        cautions.offer("huddles", inside.look)
