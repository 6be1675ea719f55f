"""The platform on which tidgivere are trained and onboarded.

The story, in the order a person meets it: a unit (`units`) has roles (`roles`) that people (`people`) hold; a course (`courses`) is composed
for the unit and learnt (`learning`), its test taken (`quizzes`); what was earned is written in the ledger (`qualifications`) and on a certificate
(`certificates`); what a role asks for is a requirement (`requirements`); «Min side» (`home`) tells the tidgiver what is left, the desk (`tracking`)
tells the coordinator who is trained. The storeys, and who may import whom, stand in `pyproject.toml` and are explained in `docs/architecture.md`.
"""
