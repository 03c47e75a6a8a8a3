from django.urls import path

from heard.conversations import outgoing, views

app_name = "conversations"
urlpatterns = [
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/draft/", outgoing.save_draft, name="save_draft"),
    path("<int:pk>/send/", outgoing.send, name="send"),
    path("<int:pk>/attach/", outgoing.attach, name="attach"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/snooze/", views.snooze, name="snooze"),
    path("<int:pk>/answered/", views.mark_answered, name="mark_answered"),
    path("<int:pk>/aside/", views.put_aside, name="put_aside"),
    path("<int:pk>/welcome/", views.welcome, name="welcome"),
    path("draft/<int:pk>/copied/", views.copied_back, name="copied_back"),
    path("message/<int:pk>/cancel/", outgoing.cancel, name="cancel"),
    path("message/<int:pk>/move/", outgoing.move, name="move"),
    path("message/<int:pk>/letter/", views.letter, name="letter"),
    path("message/<int:pk>/again/", views.read_again, name="read_again"),
    path("message/<int:pk>/original/", views.original, name="original"),
    path("message/<int:pk>/settle/", outgoing.settle, name="settle"),
    path("note/<int:pk>/original/", views.forwarded, name="forwarded"),
    path("attachment/<int:pk>/", views.attachment, name="attachment"),
    path("enclosed/<int:pk>/", outgoing.enclosed, name="enclosed"),
    path("enclosed/<int:pk>/take-out/", outgoing.take_out, name="take_out"),
    path("draft/<int:pk>/take/", outgoing.take_draft, name="take_draft"),
    path("draft/<int:pk>/put-away/", outgoing.put_draft_away, name="put_draft_away"),
]
