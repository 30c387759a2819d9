"""Every list that names a document as its source is compared with it in one of these files."""

from pathlib import Path

from servicekit.catalogue import frameworks
from servicekit.foundation._documents import DOCUMENTS

HERE = Path(__file__).parent
OF_THE_LIBRARY = {
    # how cases, runs, audits and points are kept is not told by any document; each has its tests in its own room
    "CaseEvent", "CaseState", "Remedy", "Observed", "RunOutcome", "Responsibility", "Evidence", "Shock", "Tier",
    "PointsEvent", "AuditGrade", "Direction", "Outcome", "MaturityLevel",
}  # fmt: skip


def test_every_list_of_a_document_is_compared():
    authors = {document.author for document in DOCUMENTS.values()}
    told = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py") if path != Path(__file__))
    names = {entry.concepts.__name__ for entry in frameworks() if authors & {source.author for source in entry.sources}}
    assert {name for name in names - OF_THE_LIBRARY if name not in told} == set()
    assert names >= OF_THE_LIBRARY


def test_every_item_of_every_list_is_named_in_one_of_these_files():
    authors = {document.author for document in DOCUMENTS.values()}
    told = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py") if path != Path(__file__))
    lacking = {
        entry.concepts.__name__: [concept.key for concept in entry.concepts if f'"{concept.key}"' not in told]
        for entry in frameworks()
        if authors & {source.author for source in entry.sources} and entry.concepts.__name__ not in OF_THE_LIBRARY
    }
    # practices are named by area and type; three conditions of waiting are of other authors
    others = {"Practice", "WaitCondition"}
    assert {name: keys for name, keys in lacking.items() if keys and name not in others} == {}
    assert lacking["WaitCondition"] == ["low_value", "uncomfortable", "unfamiliar"]
