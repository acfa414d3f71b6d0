"""The lock, the chart's values and the catalog must record an opt-out with its reason and its end date."""

import pathlib
import subprocess
import sys

import yaml

work, name, feature, reason = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
service = work / "services" / name

lock = yaml.safe_load((service / ".idp/lock.yaml").read_text())
(recorded,) = lock["optOuts"]
assert recorded["feature"] == feature and recorded["reason"] == reason, recorded
until = str(recorded["until"])

values = yaml.safe_load((service / "chart/values.yaml").read_text())["observability"][feature]
assert values["enabled"] is False and values["optOut"] == {"reason": reason, "until": until}, values

entity = subprocess.run(
    ["git", "--git-dir", work / "idp/platform.git", "show", f"main:catalog/components/{name}.yaml"],
    check=True, capture_output=True, text=True,
).stdout
annotation = yaml.safe_load(entity)["metadata"]["annotations"][f"idp.dev/opt-out.{feature}"]
assert annotation == f"until {until}: {reason}", annotation
