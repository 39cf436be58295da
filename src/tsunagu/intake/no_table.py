"""What lies beside the tables in a department's folder and is none: each kind is refused with its own remedy."""

from __future__ import annotations

from tsunagu.intake.problems import FileRefused

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db"})
_DOCUMENTS = {
    "pdf": "PDF",
    "doc": "Wordの文書",
    "docx": "Wordの文書",
    "rtf": "文書",
    "jtd": "一太郎の文書",
    "ppt": "PowerPointの文書",
    "pptx": "PowerPointの文書",
    "xdw": "DocuWorksの文書",
    "png": "画像",
    "jpg": "画像",
    "jpeg": "画像",
    "gif": "画像",
    "bmp": "画像",
    "tif": "画像",
    "tiff": "画像",
    "msg": "メール",
    "eml": "メール",
}


def refuse_what_is_no_table(name: str) -> None:
    """By the name alone, before anything is opened. FileRefused: file.lock_file, file.system_file, file.document."""
    plain = name.lower()
    if plain.startswith("~$"):
        raise FileRefused("file.lock_file", "Excelの目印のファイルです")
    if is_system_file(name):
        raise FileRefused("file.system_file", "機械が自動で作ったファイルです")
    kind = _DOCUMENTS.get(plain.rpartition(".")[2]) if "." in plain else None
    if kind is not None:
        raise FileRefused("file.document", f"{kind}です")


def is_system_file(name: str) -> bool:
    """Whether a machine laid this beside the tables by itself: it holds nothing anybody delivered."""
    return name.lower() in _SYSTEM_FILES or name.startswith("._")


def as_note(name: str, refused: FileRefused) -> FileRefused:
    """A text under no declared name is a note somebody put beside the tables; every other refusal stays as it is."""
    if refused.code == "file.unknown_source" and name.lower().endswith((".txt", ".md", ".log", ".url", ".lnk")):
        return FileRefused("file.note_text", "どの提供データの名前とも合わない文章のファイルです")
    return refused
