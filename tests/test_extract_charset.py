"""Bytes to text, whatever a page says of itself."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.charset import decode

RUSSIAN = "<p>Суд в Алматы вынес приговор по делу о хищении воды, сообщает корреспондент.</p>"
KAZAKH = "<p>Қазақстанда жаңа ғимарат салынды, әкімдік өңір тұрғындарына түсіндірді һәм.</p>"
WESTERN = "<p>Le café de la gare a été fermé, déclare le propriétaire à l'âge de 60 ans — naïve.</p>"


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "UTF8", "windows-1251", "iso-8859-1", "cp1252", "nonsense", "", "hex", "utf-16"]
)
@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, WESTERN, "plain"])
def test_utf_8_is_utf_8(text: str, declared: str | None) -> None:
    assert decode(text.encode(), declared) == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), declared) == text
    meta = "<meta charset=windows-1251>" + text
    assert decode(meta.encode(), declared) == meta


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "windows-1251", "iso-8859-1", "text/html; charset=windows-1251", "nonsense"]
)
@pytest.mark.parametrize(
    "meta", ["", "<meta charset='utf-8'>", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"]
)
def test_windows_1251(declared: str | None, meta: str) -> None:
    assert decode((meta + RUSSIAN).encode("cp1251"), declared) == meta + RUSSIAN


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "kz-1048"])
def test_kazakh_in_its_windows_encoding(declared: str | None) -> None:
    assert decode(KAZAKH.encode("kz1048"), declared) == KAZAKH


@pytest.mark.parametrize("declared", [None, "koi8-r", "utf-8"])
def test_koi8(declared: str | None) -> None:
    assert decode(RUSSIAN.encode("koi8-r"), declared) == RUSSIAN


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "utf-8"])
def test_western(declared: str | None) -> None:
    assert decode(WESTERN.encode("cp1252"), declared) == WESTERN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide(codec: str) -> None:
    assert decode(("\ufeff" + RUSSIAN).encode(codec), None) == RUSSIAN
    assert codec == "utf-32-le" or decode(("<html>" * 20 + RUSSIAN).encode(codec), "utf-8") == "<html>" * 20 + RUSSIAN


def test_one_broken_byte_does_not_cost_the_rest() -> None:
    body = RUSSIAN.encode() + b"\xd0" + KAZAKH.encode()
    assert decode(body, "windows-1251") == RUSSIAN + "\ufffd" + KAZAKH
    assert decode(RUSSIAN.encode()[:-5], None).startswith(RUSSIAN[:-8])


def test_other_declared_encodings() -> None:
    assert decode("<p>日本語の文章</p>".encode("shift_jis"), "shift_jis") == "<p>日本語の文章</p>"
    assert decode("<meta charset=euc-kr><p>한국어 문장</p>".encode("euc-kr"), None).endswith("<p>한국어 문장</p>")
    assert decode("<p>日本語</p>".encode("iso2022_jp"), "iso-2022-jp") == "<p>日本語</p>"


@given(st.binary(), st.one_of(st.none(), st.text(max_size=20)))
def test_no_bytes_upset_it(body: bytes, declared: str | None) -> None:
    decode(body, declared).encode()


def test_koi8_declared_as_windows() -> None:
    assert decode(b"<meta charset=windows-1251>" + RUSSIAN.encode("koi8-r"), None).endswith(RUSSIAN)


def test_relatives_of_windows_1251_take_no_time() -> None:
    began = process_time()
    decode(b"<meta charset=windows-1251><p>" + "слово ".encode("cp1251") + b"\x9d" * 80_000, None)
    assert process_time() - began < 3
