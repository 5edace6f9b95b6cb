"""The index on disk: never of another database, never half written, and one for all processes of a machine."""

import json
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from whoosh.index import open_dir
from whoosh.query import Term

from knowledge.search import Document, Library
from knowledge.search.analysis import stem

FIRE = Document("small", "Small fire", "Go out.", ("pan on fire",), (("steps", "Steps", "Put the lid on."),))
GAS = Document("gas", "Smell of gas", "Open the window.", ("gas smell",), ())


def found(library, edition, documents, words="fire gas"):
    return sorted(hit.slug for hit in library.reader(edition, lambda: documents).find(words).hits)


def never():
    raise AssertionError("built without need")


def test_another_process_takes_the_index_as_it_stands(tmp_path):
    assert found(Library(tmp_path, "en"), "1-a", [FIRE, GAS]) == ["gas", "small"]
    again = Library(tmp_path, "en").reader("1-a", never)
    assert again.find("pan on fire") == Library(tmp_path / "anew", "en").build("1-a", [FIRE, GAS]).find("pan on fire")


def test_the_same_number_of_another_database_is_another_edition(tmp_path):
    """A restored backup counts on from where it was: number 7 then names other words."""
    library = Library(tmp_path, "en")
    assert found(library, "7-before", [FIRE]) == ["small"]
    assert found(library, "7-restored", [GAS]) == ["gas"]
    assert found(Library(tmp_path, "en"), "7-before", [FIRE]) == ["small"]


@pytest.mark.parametrize("suffix", [".seg", ".toc", ".json"])
def test_one_wrong_byte_is_enough(tmp_path, suffix):
    Library(tmp_path, "en").build("1-a", [FIRE])
    (file,) = (tmp_path / "en").glob(f"*{suffix}")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert Library(tmp_path, "en").fault("1-a") in ("damaged", "missing", "of another edition")
    assert found(Library(tmp_path, "en"), "1-a", [GAS]) == ["gas"]  # built anew from what the database says now


def test_what_an_older_engine_wrote_is_built_anew(tmp_path):
    Library(tmp_path, "en").build("1-a", [FIRE])
    stamp = tmp_path / "en" / "edition.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "engine": "older"}))
    assert found(Library(tmp_path, "en"), "1-a", [GAS]) == ["gas"]


def test_differences_are_named(tmp_path):
    library = Library(tmp_path, "en")
    assert library.fault("1-a") == "missing"
    library.build("1-a", [FIRE])
    assert (library.fault("1-a"), library.fault("2-b")) == ("", "of another edition")
    assert library.differences([FIRE]) == []
    assert library.differences([GAS]) == ["gas", "small"]
    changed = Document("small", "Small fire", "Stay in.", FIRE.aliases, FIRE.sections)
    assert library.differences([changed, GAS]) == ["gas", "small"]


def test_whoosh_s_own_searcher_reads_what_we_write(tmp_path):
    words = " ".join(f"word{number}" for number in range(300))  # more than a block of postings, and several documents
    rows = [Document(f"d{number}", f"Fire {number}", words, (), ()) for number in range(300)]
    Library(tmp_path, "en").build("1-a", [*rows, GAS])
    with open_dir(str(tmp_path / "en")).searcher() as searcher:
        assert searcher.doc_count() == 301
        assert len(searcher.search(Term("body", "word7"), limit=None)) == 300
        assert [hit["document"][0] for hit in searcher.search(Term("title", stem("gas")))] == ["gas"]
        assert searcher.reader().doc_field_length(0, "body") > 250  # kept in a byte, so about 300


BUILDER = """
import sys
from pathlib import Path
from knowledge.search import Document, Library
from knowledge.search.analysis import stem

def documents():
    print("building", flush=True)
    yield Document("small", "Small fire", "Go out.", (), ())
    if sys.argv[2] == "hang":
        sys.stdin.read()

sys.stdin.readline()
print(len(Library(Path(sys.argv[1]), "en").reader("1-a", documents).find("fire").hits), flush=True)
"""


def builder(folder, how):
    command = [sys.executable, "-W", "ignore", "-c", BUILDER, str(folder), how]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_build_that_is_killed_leaves_no_trace(tmp_path):
    process = builder(tmp_path, "hang")
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "building\n"
    assert (tmp_path / "en").exists()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert found(Library(tmp_path, "en"), "1-a", [GAS]) == ["gas"]


def test_two_processes_build_once(tmp_path):
    processes = [builder(tmp_path, "go") for _number in range(2)]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].split() for process in processes)
    assert said == [["1"], ["building", "1"]]


def test_a_folder_copied_from_another_machine_is_as_good(tmp_path):
    Library(tmp_path / "here", "en").build("1-a", [FIRE])
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    assert Library(tmp_path / "there", "en").reader("1-a", never).find("fire").hits[0].slug == "small"


def test_who_asks_while_another_reads_the_new_edition_does_not_wait(tmp_path):
    library = Library(tmp_path, "en")
    assert found(library, "1-a", [FIRE, GAS]) == ["gas", "small"]
    begun, may_end = threading.Event(), threading.Event()

    def slowly():
        begun.set()
        assert may_end.wait(60)
        return [FIRE]

    opening = threading.Thread(target=library.reader, args=("2-b", slowly))
    opening.start()
    assert begun.wait(60)
    reader, is_present = library.reader_at_hand("2-b", never)
    assert not is_present and len(reader.find("fire gas").hits) == 2
    may_end.set()
    opening.join()
    reader, is_present = library.reader_at_hand("2-b", never)
    assert is_present and [hit.slug for hit in reader.find("fire gas").hits] == ["small"]
