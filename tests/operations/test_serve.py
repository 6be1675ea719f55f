import os
import socket
import subprocess
import sys

import pytest
from django.core.management import call_command


def test_serve_refuses_a_taken_port_in_one_sentence(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as stopped:
            call_command("serve", port=port)
    assert stopped.value.code == 2
    said = capsys.readouterr().err.strip()
    assert str(port) in said
    assert "\n" not in said


@pytest.mark.parametrize("options", [{"port": 0}, {"port": 70000}, {"host": "no.such.machine.invalid"}])
def test_serve_refuses_an_address_that_is_none(capsys, options):
    with pytest.raises(SystemExit) as stopped:
        call_command("serve", **options)
    assert stopped.value.code == 2


def test_the_log_tells_what_failed_and_not_what_went_well(tmp_path):
    said = """
import logging
import django
django.setup()
from django_tasks_db.management.commands.db_worker import Command
Command().configure_logging(1)  # as `serve` starts it
logging.getLogger("django_tasks").info("task began")
logging.getLogger("django_tasks").error("task failed")
logging.getLogger("django_tasks_db").warning("worker stops as it was told to")
logging.getLogger("django_tasks_db").error("worker failed")
logging.getLogger("django.request").warning("page not found")
logging.getLogger("django.request").error("page failed")
logging.getLogger("django.server").info("page fetched")
logging.getLogger("lms.roles.actions").info("somebody was given a responsibility")
"""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings.demo", "VAR_DIR": str(tmp_path), "SITE_URL": "http://127.0.0.1:8001"}
    done = subprocess.run([sys.executable, "-c", said], env=env, check=True, capture_output=True, text=True)

    lines = [line.split(" ", 2)[2] for line in done.stderr.splitlines()]
    assert lines == [
        "ERROR django_tasks task failed",
        "ERROR django_tasks_db worker failed",
        "ERROR django.request page failed",
        "INFO lms.roles.actions somebody was given a responsibility",
    ]
