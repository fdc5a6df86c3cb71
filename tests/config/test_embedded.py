"""The launcher of the embedded servers, with real servers, real processes and real kills."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from config.embedded import EmbeddedError, Services, places, postgres, processes, valkey
from config.env import BASE_DIR

NEEDS_ROOT = "only root can mount a small disk or make a folder that the servers' user may not enter"

HOLD = """
import sys
from pathlib import Path
from config.embedded import Services
services = Services(Path(sys.argv[1]))
services.use()
print("in use", flush=True)
sys.stdin.read()
"""


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A data directory where the servers' user may go; the servers in it are stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="allocation-test-", dir="/var/tmp") as name:
        os.chmod(name, 0o755)
        folder = Path(name) / "data"
        yield folder
        Services(folder).stop()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data directory whose cluster was made and stopped: copying it is quicker than making one."""
    with empty_folder() as folder:
        services = Services(folder)
        services.use()
        services.leave()
        yield folder


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    with empty_folder() as folder:
        yield folder


@pytest.fixture
def data_dir(made, empty_dir) -> Path:
    subprocess.run(["cp", "-a", made, empty_dir], check=True)
    return empty_dir


@pytest.fixture
def services(data_dir):
    services = Services(data_dir)
    yield services
    services.leave()


def hold(data_dir: Path) -> subprocess.Popen:
    """Another process that uses the servers until it is ended or its input closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "in use\n"
    return process


def kill(process: subprocess.Popen) -> None:
    process.kill()
    process.communicate()


def postmaster(services: Services) -> int:
    pid = int((services.home / postgres.CLUSTER / "postmaster.pid").read_text().split()[0])
    return pid if processes.lives_in(pid, services.home / postgres.CLUSTER) else 0


def running(services: Services) -> list[int]:
    """Every process of both servers that lives."""
    homes = [services.home / postgres.CLUSTER, services.home / valkey.FOLDER]
    return [pid for home in homes if home.exists() for pid in processes.all_in(home)]


def ask(services: Services, question: str, *, as_owner: bool = False):
    entry = services.database(as_owner=as_owner)
    connection = psycopg2.connect(host=entry["HOST"], dbname=entry["NAME"], user=entry["USER"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


class TestUse:
    def test_starts_a_server_without_tcp_in_two_roles(self, services):
        services.use()

        assert ask(services, "SELECT current_user") == "allocation_app"
        assert ask(services, "SELECT current_user", as_owner=True) == "allocation"
        assert ask(services, "SELECT current_setting('listen_addresses')") == ""
        assert ask(services, "SELECT upper('é')") == "É"

    def test_keeps_everything_from_other_users(self, services):
        services.use()

        modes = [folder.stat().st_mode & 0o777 for folder in (services.home, services.sockets)]

        assert modes == [0o700, 0o700]

    def test_lets_the_app_own_nothing(self, services):
        services.use()

        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(services, "CREATE TABLE mine ()")

    def test_keeps_a_failing_statements_values_out_of_the_log(self, services):
        services.use()

        with pytest.raises(psycopg2.errors.UndefinedTable):
            ask(services, "SELECT 'private-evidence' FROM nowhere")

        assert "private-evidence" not in (services.home / "postgres.log").read_text()

    def test_is_left_with_nothing_running(self, services):
        services.use()

        services.leave()

        assert running(services) == []
        assert not services.sockets.exists()

    def test_finds_its_rows_again(self, services):
        services.use()
        ask(services, "CREATE TABLE kept AS SELECT 7 AS figure", as_owner=True)
        services.leave()

        services.use()

        assert ask(services, "SELECT figure FROM kept", as_owner=True) == 7

    def test_of_a_path_too_long_for_a_socket_works(self, empty_dir):
        services = Services(empty_dir / ("deep" * 30) / ("deeper" * 20))

        services.use()

        assert len(str(services.home)) > 200
        assert ask(services, "SELECT 1") == 1
        services.stop()
        services.leave()


class TestManyUsers:
    def test_share_one_server_until_the_last_leaves(self, services, data_dir):
        other = hold(data_dir)
        services.use()

        other.communicate()
        after_the_first = len(running(services))
        services.leave()

        assert after_the_first > 1
        assert running(services) == []

    def test_that_start_at_the_same_time_get_one_server(self, empty_dir):
        command = [sys.executable, "-c", HOLD, str(empty_dir)]
        started = [
            subprocess.Popen(command, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(4)
        ]

        answers = [process.stdout.readline() for process in started]
        servers = processes.all_in(Services(empty_dir).home / valkey.FOLDER)
        for process in started:
            process.communicate()

        assert answers == ["in use\n"] * 4
        assert len(servers) == 1
        assert running(Services(empty_dir)) == []

    def test_adopt_and_then_stop_what_a_killed_one_left(self, services, data_dir):
        kill(hold(data_dir))
        orphan = postmaster(services)

        services.use()
        adopted = postmaster(services)
        services.leave()

        assert adopted == orphan != 0
        assert running(services) == []

    def test_that_were_forked_do_not_keep_the_server_when_they_leave(self, services):
        services.use()

        if (child := os.fork()) == 0:
            services.use()
            services.leave()
            os._exit(0)
        os.waitpid(child, 0)
        while_the_parent_stays = len(running(services))
        services.leave()

        assert while_the_parent_stays > 1
        assert running(services) == []


class TestBrokenServer:
    @pytest.fixture
    def pid_file(self, services):
        """The pid file of a cluster whose server is down."""
        services.use()
        services.leave()
        return services.home / postgres.CLUSTER / "postmaster.pid"

    @pytest.mark.parametrize("text", ["", "12", "not a number\n", "999999999\n/nowhere\n"])
    def test_of_a_broken_pid_file_starts(self, services, pid_file, text):
        pid_file.write_text(text)

        services.use()

        assert ask(services, "SELECT 1") == 1

    def test_whose_pid_was_given_to_another_process_starts_and_spares_that(self, services, pid_file):
        other = subprocess.Popen(["sleep", "60"])
        pid_file.write_text(f"{other.pid}\n{pid_file.parent}\n1700000000\n5432\n\n\n")

        services.use()

        assert ask(services, "SELECT 1") == 1
        assert other.poll() is None
        kill(other)

    def test_that_was_killed_starts_again_with_its_rows(self, services, data_dir):
        user = hold(data_dir)
        ask(services, "CREATE TABLE kept AS SELECT 7 AS figure", as_owner=True)
        os.kill(postmaster(services), signal.SIGKILL)
        kill(user)

        services.use()

        assert ask(services, "SELECT figure FROM kept", as_owner=True) == 7

    def test_broker_that_was_killed_starts_again_with_its_queue(self, services, data_dir):
        user = hold(data_dir)
        broker = valkey.client(services.sockets)
        broker.rpush("queue", "task")
        time.sleep(1.5)  # the queue goes to disk every second
        os.kill(processes.all_in(services.home / valkey.FOLDER)[0], signal.SIGKILL)
        kill(user)

        services.use()

        assert broker.lrange("queue", 0, -1) == [b"task"]
        broker.close()

    def test_making_that_was_broken_off_is_begun_anew(self, empty_dir):
        services = Services(empty_dir)
        draft = services.home / "postgres.draft"
        draft.mkdir(parents=True)
        (draft / "PG_VERSION").write_text("18\n")

        services.use()

        assert ask(services, "SELECT 1") == 1
        services.leave()

    def test_of_another_version_is_refused_with_what_to_do(self, services, pid_file):
        (pid_file.parent / "PG_VERSION").write_text("14\n")

        with pytest.raises(EmbeddedError, match=r"PostgreSQL 14.*Restore a backup"):
            services.use()


class TestPlaces:
    @pytest.fixture
    def closed(self, empty_dir):
        """A data directory below a folder that only root may enter, as in root's home."""
        if os.geteuid() != 0:
            pytest.fail(NEEDS_ROOT)
        folder = empty_dir / "closed"
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        return folder / "data"

    def test_out_of_the_servers_reach_move_elsewhere_and_are_linked(self, closed):
        services = Services(closed)

        services.use()
        answer = ask(services, "SELECT 1")
        services.stop()
        services.leave()

        assert answer == 1
        assert (closed / "services").resolve() == services.home
        assert services.home.is_relative_to("/var/tmp")
        assert closed.parent.stat().st_mode & 0o777 == 0o700
        subprocess.run(["rm", "-r", services.home], check=True)

    def test_copy_binaries_that_are_out_of_reach(self, closed, data_dir):
        package = closed / "wheel"
        (package / "bin").mkdir(parents=True)
        (package / "bin" / "server").write_text("a program")

        copied = places.copied(package, data_dir / "wheels")

        assert (copied / "bin" / "server").read_text() == "a program"
        assert places.reachable(copied)

    def test_of_another_user_are_refused(self, data_dir):
        services = Services(data_dir)
        services.sockets.mkdir()
        os.chown(services.sockets, 12345, 12345)

        with pytest.raises(EmbeddedError, match="belongs to another user"):
            services.use()

        services.sockets.rmdir()


class TestFullDisk:
    def test_is_told_with_what_to_do(self, empty_dir):
        if os.geteuid() != 0:
            pytest.fail(NEEDS_ROOT)
        empty_dir.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", empty_dir], check=True)

        try:
            with pytest.raises(EmbeddedError, match=r"nearly full.*set DATA_DIR to another disk"):
                Services(empty_dir).use()
        finally:
            subprocess.run(["umount", empty_dir], check=True)
