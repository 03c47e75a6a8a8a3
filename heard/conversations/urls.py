from django.urls import path

from heard.conversations import views

app_name = "conversations"
urlpatterns = [
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/draft/", views.save_draft, name="save_draft"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/snooze/", views.snooze, name="snooze"),
    path("<int:pk>/call/", views.log_call, name="log_call"),
    path("<int:pk>/answered/", views.mark_answered, name="mark_answered"),
    path("message/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("message/<int:pk>/letter/", views.letter, name="letter"),
    path("message/<int:pk>/original/", views.original, name="original"),
    path("attachment/<int:pk>/", views.attachment, name="attachment"),
    path("draft/<int:pk>/take/", views.take_draft, name="take_draft"),
    path("draft/<int:pk>/put-away/", views.put_draft_away, name="put_draft_away"),
]
