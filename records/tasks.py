"""What a worker is told to do (procrastinate finds this module by its name)."""

from procrastinate.contrib.django import app

from records import jobs


@app.task(name=jobs.asking.TASK)
def do_job(key: int) -> None:
    """Do the job of this key."""
    jobs.run(key)


@app.periodic(cron="* * * * *")
@app.task(name="records.tasks.take_up_jobs", queueing_lock="take_up_jobs")
def take_up_jobs(timestamp: int) -> None:
    """Take up what a worker that was killed has left."""
    jobs.take_up()
