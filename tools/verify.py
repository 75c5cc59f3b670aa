#!/usr/bin/env python3
"""Second verifier (第二核验程序): issued sheets in HTML and checkpoints, checked with Python's standard library and openssl only.

Nothing here is taken from the program; both must agree on every file (T-07).

    python3 tools/verify.py --key keys/361099.pub bulletin.html checkpoint.json …

Prints PASS or FAIL and the reason for each file. Exit code 0: all pass; 1: some do not; 2: the key or openssl cannot be used.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

FOREIGN = ("script", "style", "link", "iframe", "object", "embed", "img", "base", "template", "noscript")
ED25519 = bytes.fromhex("302a300506032b6570032100")
SM2 = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
CHECKPOINT = ("format", "county", "seq", "sm3", "sha256", "day", "at", "algorithm")


class Bad(Exception):
    """Why a file does not pass."""


class Key:
    def __init__(self, path, folder):
        algorithm, digits = open(path, encoding="utf-8").read().split()
        self.algorithm = algorithm.removeprefix("guatu-")
        prefix = {"ed25519": ED25519, "sm2": SM2}[self.algorithm]
        body = base64.encodebytes(prefix + bytes.fromhex(digits)).decode()
        self.folder = folder
        self.pem = os.path.join(folder, "key.pem")
        with open(self.pem, "w", encoding="ascii") as out:
            out.write(f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n")

    def verifies(self, message, signature):
        word, _, digits = signature.rpartition(":")
        if (word or "ed25519") != self.algorithm or len(digits) != 128:
            return False
        try:
            raw = bytes.fromhex(digits)
        except ValueError:
            return False
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", self.pem, "-rawin"]
        if self.algorithm == "sm2":
            raw = der(raw[:32], raw[32:])
            command += ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
        files = [os.path.join(self.folder, name) for name in ("message", "signature")]
        for path, content in zip(files, (message.encode(), raw)):
            with open(path, "wb") as out:
                out.write(content)
        done = subprocess.run(command + ["-in", files[0], "-sigfile", files[1]], capture_output=True, check=False)
        return done.returncode == 0


def der(*numbers):
    parts = b""
    for number in numbers:
        number = number.lstrip(b"\0") or b"\0"
        number = b"\0" + number if number[0] & 0x80 else number
        parts += b"\x02" + bytes([len(number)]) + number
    return b"\x30" + bytes([len(parts)]) + parts


class Page(HTMLParser):
    """The words of a page, its first title and style left out, and the note."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.note, self.inside, self.seen = [], None, None, set()

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag in ("title", "style") and tag not in self.seen and not names:
            self.seen.add(tag)
            self.inside = tag
        elif tag == "script" and ("id", "guatu-note") in attrs and self.note is None:
            self.note, self.inside = "", "script"
        elif tag in FOREIGN:
            raise Bad(f"a foreign element: {tag}")
        if any(name in ("style", "hidden") or name.startswith("on") for name in names):
            raise Bad(f"something hides or acts: {tag}")

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            self.note += data
        elif self.inside is None:
            self.words.append(data)

    def handle_comment(self, data):
        raise Bad("a comment")


def plain(text):
    out, before = [], " "
    for at, sign in enumerate(text):
        after = text[at + 1 : at + 2]
        minus = sign in "–−" and after.isascii() and after.isdigit() and not (before.isascii() and before.isdigit())
        if not sign.isspace():
            out.append("−" if minus else sign)
        before = sign
    return "".join(out)


def once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Bad("a field stands twice")
    return found


def read(text):
    try:
        value = json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        raise Bad(f"no JSON: {error}") from error
    if not isinstance(value, dict):
        raise Bad("no JSON object")
    return value


def sheet(text, key):
    page = Page()
    page.feed(text)
    page.close()
    if page.note is None:
        raise Bad("no signed note")
    note = read(page.note.replace("\\u003C", "<"))
    fields = ["format", "county", "number", "title", "issued_on", "text", "figures", "signature"]
    if sorted(note) != sorted(fields) or note["format"] != "guatu-bulletin/1" or not isinstance(note["signature"], str):
        raise Bad("not a note of an issued sheet")
    signed = {name: note[name] for name in fields} | {"signature": ""}
    if not key.verifies(json.dumps(signed, ensure_ascii=False, separators=(",", ":")), note["signature"]):
        raise Bad("the signature is wrong")
    if plain("".join(page.words)) != note["text"]:
        raise Bad("the sheet does not say what was issued")


def checkpoint(text, key):
    kept = read(text)
    if sorted(kept) != sorted((*CHECKPOINT, "signature")) or kept["format"] != "guatu-checkpoint/1":
        raise Bad("not a checkpoint")
    lines = [kept["format"]] + [f"{name} {kept[name]}" for name in CHECKPOINT[1:]]
    if not key.verifies("\n".join(lines) + "\n", str(kept["signature"])):
        raise Bad("the signature is wrong")


def judge(path, key):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        (sheet if text[:200].lower().lstrip().startswith("<!doctype html") else checkpoint)(text, key)
    except (Bad, UnicodeDecodeError, KeyError, TypeError, AssertionError) as error:
        return str(error) or type(error).__name__
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--key", required=True)
    parser.add_argument("files", nargs="+")
    asked = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        try:
            key = Key(asked.key, folder)
        except (OSError, ValueError, KeyError) as error:
            print(f"the key cannot be used: {error}", file=sys.stderr)
            return 2
        for path in asked.files:
            reason = judge(path, key)
            failed += reason is not None
            print(f"PASS {path}" if reason is None else f"FAIL {path}: {reason}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
