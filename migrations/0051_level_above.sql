-- An office where everybody took part in a refusal has nobody left to answer the appeal against it: the office one level up does.

-- Found by `definitions/remedies.toml` on the day on which it was handed in; empty: there is none, or it is older than this.
ALTER TABLE remedy ADD COLUMN above_office TEXT NOT NULL DEFAULT '';
-- What is to be done is found without what has been answered in all the years: of an office, of those below it, and of the
-- department in the district.
DROP INDEX remedy_by_office;
DROP INDEX remedy_by_department;
CREATE INDEX remedy_by_office ON remedy (office, stage, kind, due, id);
CREATE INDEX remedy_by_level_above ON remedy (above_office, stage, kind, due, id);
CREATE INDEX remedy_by_district ON remedy (department, division, stage, kind, due, id);
