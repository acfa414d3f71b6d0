"""Presses Tab in a real shell, in a terminal, as docs/guide/completions.md sets it up.

tab.py SHELL [SECONDS]: bash, zsh, zsh-fpath or fish; idp is on the PATH, and HOME is empty. Fails if Tab takes longer than SECONDS.
"""

import os
import pathlib
import pty
import re
import select
import sys
import time

TIMEOUT = float(sys.argv[2]) if len(sys.argv) > 2 else 30
PROMPT = "ready>"
# What is typed before Tab, and what the shell then shows.
CASES = {
    "idp who-owns fea": "feature-flags",
    "idp new service --owner sto": "storefront",
    "idp new service --set database=n": "database=none",
    "idp catalog set cart lifecycle=dep": "lifecycle=deprecated",
    "idp explain owner-not-f": "owner-not-found",
}
CONFIGURATIONS = {
    "bash": (".bashrc", f"PS1='{PROMPT}'\nbind 'set enable-bracketed-paste off'\neval \"$(idp completions bash)\"\n", ["bash", "-i"]),
    "zsh": (
        ".zshrc",
        f"PS1='{PROMPT}'\nunset zle_bracketed_paste\nautoload -Uz compinit && compinit -u\neval \"$(idp completions zsh)\"\n",
        ["zsh", "-i"],
    ),
    "zsh-fpath": (
        ".zshrc",
        f"PS1='{PROMPT}'\nunset zle_bracketed_paste\nfpath=(~/functions $fpath)\nautoload -Uz compinit && compinit -u\n",
        ["zsh", "-i"],
    ),
    "fish": (
        ".config/fish/config.fish",
        f"function fish_prompt; echo -n '{PROMPT}'; end\nidp completions fish | source\n",
        ["fish", "-i"],
    ),
}


class Terminal:
    """A shell in a pseudo-terminal."""

    def __init__(self, command):
        self.text = ""
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.environ |= {"TERM": "dumb" if command[0] != "fish" else "xterm", "LC_ALL": "C.UTF-8"}
            os.execvp(command[0], command)

    def type_keys(self, keys):
        os.write(self.file, keys.encode())

    def wait_for(self, wanted):
        end = time.monotonic() + TIMEOUT
        while wanted not in self.text:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.file], [], [], left)[0]:
                sys.exit(f"no {wanted!r} in {self.text!r}")
            self.text += re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|\(B)", "", os.read(self.file, 65536).decode(errors="replace"))

    def forget(self):
        self.text = ""


def main(shell):
    file, text, command = CONFIGURATIONS[shell]
    home = pathlib.Path.home()
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(text)
    if shell == "zsh-fpath":
        (home / "functions").mkdir()
        os.system("idp completions zsh > ~/functions/_idp")
    terminal = Terminal(command)
    terminal.wait_for(PROMPT)
    for typed, completed in CASES.items():
        terminal.forget()
        terminal.type_keys(typed + "\t")
        terminal.wait_for(completed)
        # Clear the line, for the next case.
        terminal.type_keys("\x15\r")
        terminal.wait_for(PROMPT)


main(sys.argv[1])
