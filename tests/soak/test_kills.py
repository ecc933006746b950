"""kill -9 while people vote: nothing that was promised is lost, nothing is there twice."""

from __future__ import annotations

from tests.soak.conftest import SOAK
from tests.soak.crowd import Turnout, check

SERVER_KILLS = 20 if SOAK else 2
STORE_KILLS = 10 if SOAK else 1


def test_a_killed_server_loses_nothing_that_it_promised(place, crowd, serve, note):
    """The server and every worker at once, again and again, in the middle of the crowd."""
    server = serve(place)
    turnout = Turnout(server.port, crowd.voters)
    for number in range(1, SERVER_KILLS + 1):
        turnout.until(number * crowd.ballots // (SERVER_KILLS + 1))
        server.kill()
        server.start()
    outcomes = turnout.wait()
    note(f"{place.name}, server killed {SERVER_KILLS} times", turnout.figures)
    check(crowd, crowd.voters, outcomes, place.rows())


def test_killed_workers_are_replaced_by_the_server_itself(sqlite, crowd, serve, note):
    """Nobody must get up at night: the first process starts workers again.

    Once only: granian gives up a worker that dies twice within seconds, for systemd to see to.
    """
    server = serve(sqlite)
    turnout = Turnout(server.port, crowd.voters)
    turnout.until(crowd.ballots // 2)
    server.kill_workers()
    outcomes = turnout.wait()
    note("SQLite, workers killed", turnout.figures)
    check(crowd, crowd.voters, outcomes, sqlite.rows())


def test_a_killed_postgresql_loses_nothing_that_was_promised(postgresql, crowd, serve, note):
    """Every process of PostgreSQL at once; the function says 503 until it is back."""
    turnout = Turnout(serve(postgresql).port, crowd.voters)
    for number in range(1, STORE_KILLS + 1):
        turnout.until(number * crowd.ballots // (STORE_KILLS + 1))
        postgresql.server.kill()
        postgresql.server.start()
    outcomes = turnout.wait()
    note(f"PostgreSQL killed {STORE_KILLS} times", turnout.figures)
    check(crowd, crowd.voters, outcomes, postgresql.rows())
