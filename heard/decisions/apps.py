from django.apps import AppConfig


class DecisionsRoom(AppConfig):
    name = "heard.decisions"
    label = "decisions"

    def ready(self) -> None:
        from heard.conversations import cautions
        from heard.decisions import matter, panel, rules, saying, staff_data
        from heard.decisions.agreed import heard_in_deciding
        from heard.huddles.rules import offer_voice
        from heard.people.advising import door
        from heard.philosophy import gate
        from heard.situations import matter_parts

        panel.offer_all()
        door.offer("decisions:advising", "decisions:advised")
        gate.offer(rules.NEVER_ALONE)
        offer_voice("decisions", heard_in_deciding)
        staff_data.offer_all()
        cautions.offer("decisions", saying.look)
        matter_parts.offer("line", matter_parts.Part("decisions/_line.html", matter.show))
        matter_parts.offer_words("decisions", matter.words)
