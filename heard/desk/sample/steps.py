"""What a step of the story may do, by its name there."""

from heard.desk.sample import decided_and_closed as end
from heard.desk.sample import heard_and_held as way
from heard.desk.sample import talk
from heard.desk.sample.told import Telling

STEPS: dict[str, Telling] = {
    step.__name__: step
    for step in [
        talk.mail,
        talk.reply,
        talk.note,
        talk.assign,
        talk.call,
        talk.snooze,
        talk.settled,
        way.situation,
        way.points,
        way.restate,
        way.confirm,
        way.correct,
        way.report_heard,
        way.tried_to_call,
        way.vouch,
        way.promise,
        way.keep,
        way.remind,
        end.huddle,
        end.voice,
        end.remark,
        end.conclude,
        end.decide,
        end.approve,
        end.answer,
        end.close,
        end.recognise,
    ]
}
