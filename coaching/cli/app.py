"""The commands, each in the module of its noun."""

import typer

from coaching.cli import (
    again,
    alerts,
    apikey,
    books,
    campaign,
    demo,
    doctor,
    erase,
    export,
    import_people,
    office,
    people,
    registration,
    rehearse,
    schedule,
    talk,
    templates,
    unknown,
    up,
)

app = typer.Typer(
    name="coaching",
    help="Coaches people by email and SMS for eight weeks, one small message a day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo.demo)
app.command()(demo.clock)
app.command()(up.up)
app.command()(up.serve)
app.command()(doctor.doctor)
app.command()(people.enrol)
app.command("import")(import_people.import_people)
app.command()(talk.talk)
app.command("people")(people.people)
app.command()(people.show)
app.command()(export.export)
app.command()(erase.erase)
app.command()(registration.registration)
app.command("rehearse")(rehearse.rehearse)
app.command("books")(books.books)
app.command("again")(again.again)
app.command()(office.migrate)
app.command()(office.createuser)
app.command()(office.unlock)
app.command("send-test")(office.send_test)
app.command()(office.stop)
app.command()(office.resume)
app.add_typer(alerts.app, name="alerts", help="What needs somebody: list it, take it on, close it.")
app.add_typer(apikey.app, name="apikey", help="Keys of the API: make one, list them, end one.")
app.add_typer(unknown.app, name="unknown", help="Messages in doubt: list them, decide one.")
app.add_typer(schedule.app, name="schedule", help="The timetable in Redis: look at it, rebuild it from SQL.")
app.add_typer(campaign.app, name="campaign", help="Programmes: check their files, load them, publish a version.")
app.add_typer(templates.app, name="templates", help="The live words and the files in git: compare, export, import.")
