// What idp calls an error in public catalogs though Backstage accepts it, by folder of the corpus, and why each is right.
// Each of them must be found, and nothing else may be: an error that is none is a reason to switch the tool off.
export const ALARMS = [
  // Backstage keeps one of two entities of one ref and says nothing; every pair here differs in content.
  ['giantswarm+backstage-catalogs', 'duplicate-entity', /^(component:default\/(agent-sandbox|agentic-platform|aws-ebs-csi-driver-app|aws-efs-csi-driver|karpenter-app|muster)|api:default\/policy(exceptions|manifests)\.policy\.giantswarm\.io)$/],
  ['RoadieHQ+backstage-entity-validator', 'duplicate-entity', /^component:default\/sample-service-5$/],
  // The catalog has groups, but none of these: teams that were renamed, and a word left over from a template.
  ['giantswarm+backstage-catalogs', 'owner-not-found', /^group `team-(phoenix|rocket|TEAM-NAME)` not found$/],
  // A team, named as if it were a person.
  ['backstage+backstage', 'owner-not-found', /^user `team-b` not found$/],
  // The corpus holds a part of each repository; what these name was not collected.
  ['backstage+backstage', 'location-target-missing', /`\.\/(all-(ai-resources|apis|domains|resources|systems)|components\/[a-z-]+-(component|archive|ingestion|storage|lib|artist)|[a-z-]+-group)\.yaml`$/],
  ['backstage+backstage', 'owner-not-found', /^group `CNCF` not found$/],
  ['RoadieHQ+roadie-backstage-plugins', 'location-target-missing', /`\.\/utils\/\*\*\/catalog-info\.yaml`$/],
];
