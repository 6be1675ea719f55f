import socket

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
