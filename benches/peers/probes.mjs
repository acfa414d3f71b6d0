// A small catalog without fault, and thirteen ways to break it, one at a time.

export const FILES = {
  'idp.yaml': 'organisation: acme\nforge: local\n',
  'mkdocs.yml': 'site_name: Checkout\n',
  'docs/index.md': '# Checkout\n',
  'catalog/ledger.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ledger
spec:
  type: service
  lifecycle: production
  owner: payments
`,
  'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: catalog
spec:
  targets:
    - ./catalog/ledger.yaml
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: commerce
spec:
  type: department
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: payments
spec:
  type: team
  parent: commerce
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  labels:
    tier: gold
  annotations:
    acme.example/cost-centre: "4711"
    backstage.io/techdocs-ref: dir:.
  links:
    - url: https://acme.example/d/checkout
      title: Dashboard
spec:
  type: service
  lifecycle: production
  owner: payments
  dependsOn:
    - component:ledger
`,
};

const SECOND_LEDGER = `---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Ledger
spec:
  type: service
  lifecycle: production
  owner: payments
`;

/** Replaces each `from` by its `to`; a probe that changes nothing would prove nothing. */
const replaced = (...pairs) => text =>
  pairs.reduce((text, [from, to]) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(from)} stands ${parts.length - 1} times`);
    return parts.join(to);
  }, text);

/** What is wrong, and how `catalog-info.yaml` gets it. */
export const PROBES = [
  ['owner does not exist', replaced(['owner: payments', 'owner: paymnets'])],
  ['owner that can't be a valid ref: `"Team A!!"`', replaced(['owner: payments', 'owner: "Team A!!"'])],
  ['two entities whose refs differ only in case', text => text + SECOND_LEDGER],
  ['misspelt keys: `lables:`, `dependson:`', replaced(['labels:', 'lables:'], ['dependsOn:', 'dependson:'])],
  ['`lifecycle: prodcution`', replaced(['lifecycle: production', 'lifecycle: prodcution'])],
  ['target of a Location missing', replaced(['ledger.yaml', 'legder.yaml'])],
  ['a team above itself', replaced(['type: department', 'type: department\n  parent: payments'])],
  ['name with a space', replaced(['name: checkout', 'name: check out'])],
  ['required field missing', replaced(['  lifecycle: production\n', ''])],
  ['annotation that is a number', replaced(['"4711"', '4711'])],
  ['link that is no URL', replaced(['https://acme.example/d/checkout', 'the dashboard'])],
  ['key twice', replaced(['  owner: payments\n', '  owner: payments\n  owner: commerce\n'])],
  ['TechDocs folder missing', replaced(['dir:.', 'dir:./handbook'])],
];
