from django.urls import path

from heard.holding.views import promising, talking

app_name = "holding"
urlpatterns = [
    path("calendar/", promising.calendar, name="calendar"),
    path("calendar/<str:key>/promises.ics", promising.feed, name="feed"),
    path("conversation/<int:pk>/prepare/", talking.prepare, name="prepare"),
    path("conversation/<int:pk>/afterwards/", talking.afterwards, name="afterwards"),
    path("conversation/<int:pk>/promise/", promising.promise, name="promise"),
    path("promise/<int:pk>/keep/", promising.keep, name="keep"),
    path("promise/<int:pk>/renew/", promising.renew, name="renew"),
    path("promise/<int:pk>/release/", promising.release, name="release"),
    path("promise/<int:pk>/ask-for/", promising.ask_for, name="ask_for"),
    path("promise/<int:pk>/ask-for-time/", promising.ask_for_time, name="ask_for_time"),
    path("promise/<int:pk>/take-over/", promising.take_over, name="take_over"),
]
