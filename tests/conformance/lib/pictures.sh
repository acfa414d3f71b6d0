# shellcheck shell=bash
# Pictures for the documentation.

# reduce_colours COLOURS FILE…: few colours are enough for text on a plain background, and a third of the bytes.
reduce_colours() {
  python3 -m pip install --quiet --disable-pip-version-check --target "$RUN_FOLDER/pillow" pillow==13.0.0 || return
  PYTHONPATH=$RUN_FOLDER/pillow python3 - "$@" << 'END'
import sys

from PIL import Image

for path in sys.argv[2:]:
    Image.open(path).convert("RGB").quantize(int(sys.argv[1]), dither=Image.Dither.NONE).save(path, optimize=True)
END
}
