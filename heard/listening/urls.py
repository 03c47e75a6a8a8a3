from django.urls import path

from heard.listening.views import deadlines, inside, understanding

app_name = "listening"
urlpatterns = [
    path("situation/<int:pk>/understand/", understanding.understand, name="understand"),
    path("situation/<int:pk>/ours/", inside.ours, name="ours"),
    path("situation/<int:pk>/report/", inside.report, name="report"),
    path("confirmation/<int:pk>/vouch/", inside.vouch, name="vouch"),
    path("restatement/<int:pk>/called/", inside.called, name="called"),
    path("point/<int:pk>/answer/", inside.mark_answer, name="mark_answer"),
    path("conversation/<int:pk>/covered/", inside.covered_points, name="covered"),
    path("situation/<int:pk>/deadline/", deadlines.set_deadline, name="deadline"),
    path("deadline/<int:pk>/right/", deadlines.put_right, name="deadline_right"),
    path("moment/put-away/", inside.put_moment_away, name="put_moment_away"),
    path("moment/bring-back/", inside.bring_moment_back, name="bring_moment_back"),
]
